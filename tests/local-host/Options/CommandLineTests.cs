using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.LocalHost.Tests.Options;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--dir /x --port 1 -a 0.0.0.0", "dir=/x port=1 address=0.0.0.0")]
    [InlineData("--auth=false", "auth=false")]
    [InlineData("-s=false", "auth=false")]
    [InlineData("--no-auth", "no-auth=true")]
    [InlineData("--value-index --port 1", "value-index=true port=1")]
    [InlineData("--value-index=false", "value-index=false")]
    [InlineData("--signingKey k.pem --max-recv-msg-size 9", "signingKey=k.pem max-recv-msg-size=9")]
    [InlineData("--tls --certificate c.pem --pkey k.pem", "tls=true certificate=c.pem pkey=k.pem")]
    [InlineData("-m --clientcas a.pem", "mtls=true clientcas=a.pem")]
    [InlineData("--mtls=false", "mtls=false")]
    [InlineData("", "")]
    public async Task Parse_Flags_GivesWhatWasSetAndNothingElse(string arguments, string expected)
    {
        IReadOnlyDictionary<string, string> flags = new Dictionary<string, string>();

        int code = await CommandLine.Create("", HostSettings.All, (given, _) =>
        {
            flags = given;
            return Task.FromResult(42);
        }).Parse(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(42, code);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(), flags.Select(f => $"{f.Key}={f.Value}").Order());
    }

    [Fact]
    public async Task Parse_UnknownFlag_IsRefused()
    {
        int code = await CommandLine.Create("", HostSettings.All, (_, _) => Task.FromResult(0)).Parse(["--tape"]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.NotEqual(0, code);
    }
}
