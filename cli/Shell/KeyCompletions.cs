using System.CommandLine;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Shell;

/// <summary>What a key that is being typed may become: asked of the ledger, briefly, where it is connected already.</summary>
internal static class KeyCompletions
{
    private const int Most = 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The keys; none if the line's last word is no key, or the ledger does not answer at once.</summary>
    public static IReadOnlyList<string> Of(CommandHost host, RootCommand root, string line)
    {
        (Argument? argument, string typed) = Completions.ArgumentOf(root, line);
        if (argument?.Name != "key" || host.Session.Current is not { } ledger || typed.Any(c => c is '"' or '\'' or '\\'))
            return [];
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return KeysAsync(ledger, typed, limit.Token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (Failures.Of(e) is not null)
        {
            // Comfort only.
            return [];
        }
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(LedgerClient ledger, string typed, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        await foreach (LedgerEntry entry in ledger.ScanUnverifiedAsync(typed, new ListOptions { Limit = Most }, cancellationToken))
        {
            if (entry.Key.TryGetText(out string? text) && Words.Quote(text) == text && Screen.Safe(text) == text)
                keys.Add(text);
        }

        return keys;
    }
}
