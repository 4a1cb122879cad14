using System.Net;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ImmuFunctions.Functions.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Connect;

/// <summary>What docs/rest.md tells people to type.</summary>
public sealed partial class ConnectDocumentationTests
{
    [Fact]
    public async Task Examples_InTheirOrder_Work()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync("auth=true");
        string token = await host.LoginAsync();
        MatchCollection examples = Example().Matches(await File.ReadAllTextAsync(DocumentPath(), TestContext.Current.CancellationToken));

        Assert.Equal(2, examples.Count);
        foreach (Match example in examples)
        {
            Answer answer = await host.PostAsync(example.Groups["path"].Value, example.Groups["body"].Value, token);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{example.Value}: {answer.Body}");
        }
    }

    private static string DocumentPath([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/rest.md");

    [GeneratedRegex("""curl -s \$C(?<path>/\S+) -H "Authorization: Bearer \$TOKEN" -H "Content-Type: application/json" -d '(?<body>[^']+)'""")]
    private static partial Regex Example();
}
