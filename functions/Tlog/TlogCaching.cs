namespace ImmuFunctions.Functions.Tlog;

/// <summary>How long answers may be kept.</summary>
internal static class TlogCaching
{
    private const string Forever = "max-age=31536000, immutable";

    /// <summary>What never changes may be kept for good: by everybody, or, if it took a login, by the client alone.</summary>
    public static void Immutable(HttpContext context, bool isPublic) =>
        context.Response.Headers.CacheControl = $"{(isPublic ? "public" : "private")}, {Forever}";

    /// <summary>What changes is asked for again each time.</summary>
    public static void Revalidate(HttpContext context) => context.Response.Headers.CacheControl = "no-cache";
}
