using System.Globalization;
using ImmuFunctions.Service.Hosting;
using Tomlyn;
using Tomlyn.Model;

namespace ImmuFunctions.LocalHost.Options;

/// <summary>Reads the configuration file: flat TOML, as immudb's own <c>immudb.toml</c>.</summary>
internal static class ConfigurationFile
{
    /// <exception cref="SettingException">It cannot be read or is no TOML.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"the configuration file {path} cannot be read: {e.Message}");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, object value) in Parse(path, text))
            values[key] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return values;
    }

    /// <summary>The keys in <paramref name="values"/> that are no settings of this host; immudb has some more.</summary>
    public static IEnumerable<string> Unknown(IReadOnlyDictionary<string, string> values) =>
        values.Keys.Where(key => HostSettings.All.All(s => s.Name != key));

    private static TomlTable Parse(string path, string text)
    {
        try
        {
            return TomlSerializer.Deserialize<TomlTable>(text) ?? [];
        }
        catch (TomlException e)
        {
            throw new SettingException($"the configuration file {path} is not TOML: {e.Message}");
        }
    }
}
