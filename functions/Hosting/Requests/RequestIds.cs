using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>Gives every request a name that its answer, its log lines and its trace carry.</summary>
/// <param name="next">The rest of the request's way.</param>
/// <param name="log">Whose lines carry the name.</param>
internal sealed class RequestIds(RequestDelegate next, ILogger<RequestIds> log)
{
    /// <summary>The header, of the request if the caller has a name for it, and of the answer.</summary>
    public const string Header = "X-Request-Id";

    /// <summary>Characters of the longest name that is taken over.</summary>
    public const int MaxLength = 128;

    private const int MadeBytes = 16;

    private static readonly Func<ILogger, string, IDisposable?> InScope = LoggerMessage.DefineScope<string>("RequestId:{RequestId}");

    public async Task InvokeAsync(HttpContext context)
    {
        string id = context.Request.Headers.TryGetValue(Header, out StringValues given) && given is [{ } name] && IsGood(name)
            ? name
            : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(MadeBytes));
        context.TraceIdentifier = id;
        context.Response.Headers[Header] = id;
        Activity.Current?.SetTag("request.id", id);
        using (InScope(log, id))
            await next(context);
    }

    private static bool IsGood(string name) => name.Length is >= 1 and <= MaxLength && !name.AsSpan().ContainsAnyExceptInRange('!', '~');
}
