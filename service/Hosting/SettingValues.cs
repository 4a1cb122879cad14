using System.Globalization;
using System.Net;

namespace ImmuFunctions.Service.Hosting;

/// <summary>What the settings are: the command line first, then the environment, then the file, then the defaults.</summary>
/// <param name="flags">Values from the command line.</param>
/// <param name="environment">Looks up an environment variable.</param>
/// <param name="file">Values from the configuration file.</param>
public sealed class SettingValues(
    IReadOnlyDictionary<string, string> flags,
    Func<string, string?> environment,
    IReadOnlyDictionary<string, string> file)
{
    /// <summary>The setting's value as text, or null.</summary>
    public string? Text(Setting setting) => Find(setting).Value;

    public bool Switch(Setting setting) => Parse<bool>(setting, "true or false", text => bool.TryParse(text, out bool value) ? value : null);

    /// <summary>A switch that may also be left as it is: null if nobody sets it.</summary>
    public bool? OptionalSwitch(Setting setting) => Text(setting) is null ? null : Switch(setting);

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Number(Setting setting, int least, int most) => Parse<int>(
        setting,
        $"a whole number from {least} to {most}",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most ? value : null);

    /// <summary>Where to listen.</summary>
    /// <param name="address">An IP address, or <c>localhost</c>.</param>
    /// <param name="port">0 for any free one.</param>
    public IPEndPoint Endpoint(Setting address, Setting port)
    {
        string text = Text(address)!;
        IPAddress? parsed = IPAddress.Loopback;
        return text == "localhost" || IPAddress.TryParse(text, out parsed)
            ? new IPEndPoint(parsed, Number(port, 0, ushort.MaxValue))
            : throw new SettingException($"--{address.Name} is '{text}'; it should be an IP address such as 127.0.0.1, or localhost");
    }

    /// <summary>A value made from text; null from <paramref name="parse"/> means that the text is none.</summary>
    /// <exception cref="SettingException">It is not what it should be; names where it was set.</exception>
    public T Parse<T>(Setting setting, string expected, Func<string, T?> parse)
        where T : struct
    {
        (string? text, string source) = Find(setting);
        return parse(text ?? "") ?? throw new SettingException($"{source} is '{text}'; it should be {expected}");
    }

    private (string? Value, string Source) Find(Setting setting)
    {
        if (flags.TryGetValue(setting.Name, out string? flag))
            return (flag, $"--{setting.Name}");
        foreach (string variable in setting.Variables)
        {
            if (environment(variable) is { Length: > 0 } value)
                return (value, $"the environment variable {variable}");
        }

        return file.TryGetValue(setting.Name, out string? entry)
            ? (entry, $"'{setting.Name}' in the configuration file")
            : (setting.Default, $"the default of --{setting.Name}");
    }
}
