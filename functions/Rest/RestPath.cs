namespace ImmuFunctions.Functions.Rest;

/// <summary>Where immudb's REST lies.</summary>
internal static class RestPath
{
    /// <summary>What its routes begin with.</summary>
    public const string Prefix = "v1/immurestproxy/";

    private static readonly PathString Root = new("/v1/immurestproxy");

    /// <summary>Whether <paramref name="path"/> lies there.</summary>
    public static bool Holds(PathString path) => path.StartsWithSegments(Root);
}
