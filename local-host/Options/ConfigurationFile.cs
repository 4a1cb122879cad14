using System.Globalization;
using Tomlyn;
using Tomlyn.Model;

namespace ImmuFunctions.LocalHost.Options;

/// <summary>Reads the configuration file: flat TOML, as immudb's own <c>immudb.toml</c>.</summary>
internal static class ConfigurationFile
{
    /// <exception cref="OptionException">It cannot be read, is no TOML, or has a key that does not exist.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"the configuration file {path} cannot be read: {e.Message}");
        }

        if (!Toml.TryToModel(text, out TomlTable? table, out var problems))
            throw new OptionException($"the configuration file {path} is not TOML: {problems}");

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, object value) in table)
        {
            if (HostSettings.All.Any(s => s.Name == key))
                values[key] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            else
                throw new OptionException($"the configuration file {path} has the key '{key}', which this host does not know");
        }

        return values;
    }
}
