using ImmuFunctions.LocalHost.Options;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.LocalHost.Tests.Options;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Read_FlatToml_GivesTextOfEveryType()
    {
        File.WriteAllText(_path, "# a comment\ndir = \"./elsewhere\"\nport = 4422\nauth = false\npidfile = \"x\"\n");

        IReadOnlyDictionary<string, string> values = ConfigurationFile.Read(_path);

        Assert.Equal("./elsewhere", values["dir"]);
        Assert.Equal("4422", values["port"]);
        Assert.False(bool.Parse(values["auth"]));
        Assert.Equal(["pidfile"], ConfigurationFile.Unknown(values));
    }

    [Fact]
    public void Read_NoToml_SaysSo()
    {
        File.WriteAllText(_path, "port = = 1");

        var refused = Assert.Throws<SettingException>(() => ConfigurationFile.Read(_path));

        Assert.Contains("is not TOML", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFile_SaysSo()
    {
        var refused = Assert.Throws<SettingException>(() => ConfigurationFile.Read("/nonexistent/immudb.toml"));

        Assert.Contains("cannot be read", refused.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_path);
}
