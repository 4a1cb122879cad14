using ImmuFunctions.Service.Hosting;

namespace ImmuFunctions.Functions.Options;

/// <summary>Which web pages may call.</summary>
/// <param name="All">Whether all may.</param>
/// <param name="Some">Otherwise those of these origins.</param>
internal sealed record CorsOrigins(bool All, IReadOnlySet<string> Some)
{
    /// <summary>Whether no page may.</summary>
    public bool IsNone => !All && Some.Count == 0;

    /// <exception cref="SettingException">One is no origin.</exception>
    public static CorsOrigins From(SettingValues values)
    {
        string[] origins = values.Text(HttpSettings.CorsOrigins)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (origins is ["*"])
            return new CorsOrigins(true, new HashSet<string>());
        foreach (string origin in origins)
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) || !origin.Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase))
                throw new SettingException($"--{HttpSettings.CorsOrigins.Name} names '{origin}'; an origin is a scheme and a host such as https://app.example.com, or the whole is *");
        }

        return new CorsOrigins(false, origins.ToHashSet(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Whether pages of <paramref name="origin"/> may call.</summary>
    public bool Allows(string origin) => All || Some.Contains(origin);
}
