using System.Text.RegularExpressions;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Readme;

/// <summary>The curl lines of the README, typed.</summary>
public sealed partial class OverHttpTests
{
    [Fact]
    public async Task OverHttp_AsWritten_SetsGetsAndProves()
    {
        using var folder = new TemporaryFolder();

        string output = await ReadmeCommands.TypeAsync(Block(), folder.Path);

        string[] expected =
        [
            "{'index':[0-9]+,'verified':true}",
            "{'key':'Z3JlZXRpbmc=','value':'aGVsbG8=','index':[0-9]+,'time':[0-9]+,'verified':true}",
            "{'items':\\[{'key':'Z3JlZXRpbmc=','value':{'timestamp':[0-9]+,'payload':'aGVsbG8='}}\\]}",
            "'score':1.5",
            "'payload':{'index':'1','root':'[A-Za-z0-9+/]{43}='}",
            "'path':\\['[A-Za-z0-9+/]{43}='\\]",
            "'secondRoot':'[A-Za-z0-9+/]{43}='",
            "( [0-9a-f]{2}){16}",
        ];
        Assert.All(expected, pattern => Assert.Matches(pattern.Replace('\'', '"'), output));
    }

    [GeneratedRegex("## Over HTTP\n.*?```bash\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
