using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Options;

/// <summary>How much of a caller is put up with.</summary>
internal sealed record HttpLimits
{
    /// <summary>Bytes of the longest body.</summary>
    public int MaxRequestBytes { get; init; } = 8 << 20;

    /// <summary>Requests per second of one caller; 0 for any number.</summary>
    public int RequestsPerSecond { get; init; }

    /// <summary>Connections at a time; null for any number.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>How long the headers of a request may take.</summary>
    public TimeSpan HeadersTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a body may come more slowly than <see cref="MinBodyBytesPerSecond"/>; more than one second.</summary>
    public TimeSpan SlowBodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of a body that should come in a second.</summary>
    public double MinBodyBytesPerSecond { get; init; } = 240;

    /// <summary>How long a connection may be idle.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(130);

    /// <exception cref="SettingException">A setting is not what it should be.</exception>
    public static HttpLimits From(SettingValues values) => new()
    {
        MaxRequestBytes = values.Number(HttpSettings.MaxRequestBytes, 1, 100 << 20),
        RequestsPerSecond = values.Number(HttpSettings.RateLimit, 0, 1_000_000),
        MaxConnections = values.Number(HttpSettings.MaxConnections, 0, int.MaxValue) is > 0 and var connections ? connections : null,
    };
}
