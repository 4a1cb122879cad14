using ImmuFunctions.Client.Trust;
using Xunit;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>A server that tells every lie we know, to every method it can be told to: none is believed, and docs/malicious-server.md says what catches it.</summary>
public sealed class MaliciousServerTests
{
    private const string Renew = "IMMUFUNCTIONS_RENEW_LIES";
    private const string Nobody = "nobody: ";

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (Lie lie in Lie.All)
            {
                foreach (string operation in lie.Operations)
                    cases.Add(lie.Name, operation);
            }

            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Lie_ToAnOperation_IsCaughtByTheCheckThatThePageNames(string lie, string operation)
    {
        string check = await TellAsync(Lie.All.Single(one => one.Name == lie), Operation.Named(operation));
        Assert.False(check.StartsWith(Nobody, StringComparison.Ordinal), check);

        string renewal = $"{check}, which is not on the page: if that is meant, run Page_Table_HasExactlyTheseLies with {Renew}=1";
        Assert.Equal(LieTable.Read().GetValueOrDefault((lie, operation), renewal), check);
    }

    [Fact]
    public async Task Page_Table_HasExactlyTheseLies()
    {
        if (Environment.GetEnvironmentVariable(Renew) == "1")
        {
            var outcomes = new List<(string, string, string)>();
            foreach (Lie lie in Lie.All)
            {
                foreach (string operation in lie.Operations)
                    outcomes.Add((lie.Name, operation, await TellAsync(lie, Operation.Named(operation))));
            }

            LieTable.Write(outcomes);
        }

        Assert.Equal(
            Lie.All.SelectMany(lie => lie.Operations, (lie, operation) => (lie.Name, operation)).Order(),
            LieTable.Read().Keys.Order());
    }

    // Without this, a stage that is never believed would make every lie look caught.
    [Theory, MemberData(nameof(Everything))]
    public async Task Truth_ToEveryOperation_IsBelieved(string operation)
    {
        await using Stage stage = await Stage.OpenAsync();

        Assert.NotEmpty(await Operation.Named(operation).Results(stage.Client, Stage.Stop).ToListAsync(Stage.Stop));
    }

    public static TheoryData<string> Everything => [.. Lie.Everything];

    // What caught it. Whatever was given before is what an honest ledger gives, and the trusted root is one of the honest log's.
    private static async Task<string> TellAsync(Lie lie, Operation operation)
    {
        await using Stage stage = await Stage.OpenAsync();
        List<object?> honest = operation.IsWrite ? [] : await operation.Results(stage.Client, Stage.Stop).ToListAsync(Stage.Stop);
        await lie.TellAsync(stage, operation);
        TrustedRoot[] before = await stage.TrustedAsync();
        var given = new List<object?>();

        Exception? caught = await Record.ExceptionAsync(async () =>
        {
            await foreach (object? result in operation.Results(stage.Client, Stage.Stop))
                given.Add(result);
        });

        if (caught is null)
            return Nobody + $"{string.Join("; ", given)}";
        Assert.True(honest.Take(given.Count).SequenceEqual(given), $"{lie.Name}, {operation.Name}: given was {string.Join("; ", given)}");
        foreach ((TrustedRoot trusted, TrustedRoot was) in (await stage.TrustedAsync()).Zip(before))
            Assert.True(trusted == was || await stage.HadAsync(trusted), $"{lie.Name}, {operation.Name}: trusted is {trusted}, which the honest log never had; it was {was}");
        return caught switch
        {
            TamperedException tampered => tampered.Check.ToString(),
            LedgerClientException refused => $"an error, {refused.Code}",
            _ => caught.GetType().Name + " " + caught.Message,
        };
    }
}
