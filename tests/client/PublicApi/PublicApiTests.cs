using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace ImmuFunctions.Client.Tests.PublicApi;

/// <summary>What the package shows to others is written in client/PublicApi.txt: whoever changes it sees it in the change.</summary>
public sealed class PublicApiTests
{
    private const string Renew = "IMMUFUNCTIONS_RENEW_PUBLIC_API";

    [Fact]
    public async Task PublicApi_IsWhatTheFileSays()
    {
        string[] actual = ApiText.Of(typeof(LedgerClient).Assembly);
        if (Environment.GetEnvironmentVariable(Renew) == "1")
            await File.WriteAllTextAsync(FilePath(), string.Concat(actual.Select(line => line + "\n")), TestContext.Current.CancellationToken);

        string[] written = await File.ReadAllLinesAsync(FilePath(), TestContext.Current.CancellationToken);

        string[] changes = [.. written.Except(actual).Select(line => "- " + line), .. actual.Except(written).Select(line => "+ " + line)];
        Assert.True(
            changes.Length == 0,
            $"client/PublicApi.txt is not what the assembly shows. If that is meant, run this test with {Renew}=1 and commit the file.\n{string.Join('\n', changes)}");
        Assert.Equal(actual, written);
    }

    [Theory]
    [InlineData(nameof(Shapes.Text), "Text: string? { get; init; }")]
    [InlineData(nameof(Shapes.Nested), "Nested: Task<IReadOnlyList<string?>> { get; set; }")]
    [InlineData(nameof(Shapes.TryGet), "TryGet(ulong? at, out string? text, params int[] rest): bool")]
    [InlineData(nameof(Shapes.Wait), "Wait(string name = \"x\", CancellationToken cancellationToken = default): virtual IAsyncEnumerable<string>")]
    [InlineData(nameof(Shapes.Limit), "Limit: const int = 3")]
    public void ApiText_OfAMember_SaysAllThatACallerDependsOn(string member, string expected)
    {
        string[] lines = ApiText.Of(new Only(typeof(Shapes)));

        string owner = "ImmuFunctions.Client.Tests.PublicApi.PublicApiTests.Shapes.";
        Assert.Contains(owner + expected, lines);
        Assert.Contains(lines, line => line.StartsWith(owner + member, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("Hidden", StringComparison.Ordinal));
    }

    private static string FilePath([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "client", "PublicApi.txt"));

    public class Shapes
    {
        public const int Limit = 3;

        public string? Text { get; init; }

        public Task<IReadOnlyList<string?>> Nested { get; set; } = null!;

        internal string Hidden => "";

        public bool TryGet(ulong? at, out string? text, params int[] rest)
        {
            text = at is null ? Hidden : rest.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return true;
        }

        public virtual IAsyncEnumerable<string> Wait(string name = "x", CancellationToken cancellationToken = default) => AsyncEnumerable.Empty<string>();
    }

    // An assembly of one type.
    private sealed class Only(Type type) : Assembly
    {
        public override Type[] GetExportedTypes() => [type];
    }
}
