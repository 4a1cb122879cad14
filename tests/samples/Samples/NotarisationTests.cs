using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Samples.Tests.Hosting;

namespace ImmuFunctions.Samples.Tests.Samples;

/// <summary>Documents and their receipts.</summary>
public sealed partial class NotarisationTests
{
    private const string Program = "samples/notarisation/ImmuFunctions.Samples.Notarisation";
    private const int NotShown = 7;

    [Fact]
    public async Task Check_OfWhatWasNotarised_HoldsOffline_AndOfNothingElse()
    {
        using var home = new TemporaryFolder();
        (string key, _) = await KeyFiles.MakeAsync(home, "notary");
        await File.WriteAllTextAsync(home.File("contract.txt"), "1. The seller sells.");
        await File.WriteAllTextAsync(home.File("letter.txt"), "Dear Alice");
        await using (RunningProgram ledger = await RunningProgram.LocalHostAsync(home, "--signingKey", key, "--checkpoint-origin", "notary.example"))
        {
            string address = $"immu://immudb:immudb@{ledger.Authority}/defaultdb";
            await Sample.PassesAsync(Sample.RunAsync(home, Program, "notarise", "letter.txt", address));
            Assert.Contains("contract.txt is entry 1", await Sample.PassesAsync(Sample.RunAsync(home, Program, "notarise", "contract.txt", address)), StringComparison.Ordinal);
            await File.WriteAllTextAsync(home.File("notary.key"), DefaultDbKey().Match(ledger.Output).Value + "\n");
            await File.WriteAllTextAsync(home.File("other.key"), SystemDbKey().Match(ledger.Output).Value);
        }

        string shown = await Sample.PassesAsync(CheckAsync("contract.txt", "contract.txt.tlog-proof", "notary.key"));
        Assert.Matches("contract.txt was notarised as entry 1 of notary.example/defaultdb, by the notary's clock 20[0-9-]+ [0-9:]+Z; the log had 2 entries", shown);

        await IsNotShownAsync("another document", "contract.txt", "letter.txt.tlog-proof", "notary.key");
        await IsNotShownAsync("does not hold", "contract.txt", "contract.txt.tlog-proof", "other.key");
        await IsNotShownAsync("damaged", "contract.txt", "letter.txt", "notary.key");
        await IsNotShownAsync("no verifier key", "contract.txt", "contract.txt.tlog-proof", "letter.txt");
        await File.AppendAllTextAsync(home.File("contract.txt"), " 2. The buyer does not pay.");
        await IsNotShownAsync("another document", "contract.txt", "contract.txt.tlog-proof", "notary.key");

        Task<(int ExitCode, string Output)> CheckAsync(string file, string receipt, string verifier) => Sample.RunAsync(home, Program, "check", file, receipt, verifier);

        async Task IsNotShownAsync(string why, string file, string receipt, string verifier)
        {
            var (exitCode, output) = await CheckAsync(file, receipt, verifier);
            Assert.Equal(NotShown, exitCode);
            Assert.Contains(why, output, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"notary\.example/defaultdb\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+")]
    private static partial Regex DefaultDbKey();

    [GeneratedRegex(@"notary\.example/systemdb\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+")]
    private static partial Regex SystemDbKey();
}
