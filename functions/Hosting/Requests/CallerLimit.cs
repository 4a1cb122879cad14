using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using ImmuFunctions.Functions.Options;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.RateLimiting;

namespace ImmuFunctions.Functions.Hosting.Requests;

/// <summary>Limits the requests per second of one caller: of a token, or without one of an address.</summary>
internal static class CallerLimit
{
    private const int HashBytes = 16;

    // What watches over this process asks these, and asks often.
    private static readonly PathString[] Unlimited = ["/", "/healthz", "/readyz"];

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Sets up ASP.NET's limiter.</summary>
    /// <param name="limiter">What to set up.</param>
    /// <param name="options">The limit; whether callers come by a proxy.</param>
    public static void Configure(RateLimiterOptions limiter, FunctionOptions options)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => Array.Exists(Unlimited, path => path == context.Request.Path)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(CallerOf(context, options.IsHosted), _ => BucketOf(options.Limits.RequestsPerSecond)));
        limiter.OnRejected = (rejected, _) => RefuseAsync(rejected.HttpContext);
    }

    /// <summary>Whom a request is counted for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isProxied">Whether the connection is a proxy's, which then names the caller's address.</param>
    public static string CallerOf(HttpContext context, bool isProxied)
    {
        if (context.Request.Headers.Authorization is [{ Length: > 0 } token, ..])
            return "token " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, HashBytes));
        return "address " + (Forwarded(context, isProxied) is { Length: > 0 } forwarded ? WithoutPort(forwarded) : context.Connection.RemoteIpAddress?.ToString());
    }

    /// <summary>The caller's address; null if it is not known.</summary>
    /// <param name="context">The request.</param>
    /// <param name="isProxied">Whether the connection is a proxy's, which then names the caller's address.</param>
    public static IPAddress? AddressOf(HttpContext context, bool isProxied) =>
        Forwarded(context, isProxied) is { Length: > 0 } forwarded && IPEndPoint.TryParse(forwarded, out IPEndPoint? endpoint) ? endpoint.Address : context.Connection.RemoteIpAddress;

    private static string? Forwarded(HttpContext context, bool isProxied) =>
        isProxied ? context.Request.Headers["X-Forwarded-For"].ToString().Split(',')[0].Trim() : null;

    private static TokenBucketRateLimiterOptions BucketOf(int requestsPerSecond) => new()
    {
        TokenLimit = requestsPerSecond,
        TokensPerPeriod = requestsPerSecond,
        ReplenishmentPeriod = Period,
        QueueLimit = 0,
    };

    private static async ValueTask RefuseAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = Period.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        await Refusal.WriteAsync(context, StatusCodes.Status429TooManyRequests, StatusCode.ResourceExhausted, "too many requests");
    }

    // Azure writes 203.0.113.7:51234 and [2001:db8::7]:51234; the port is another one each time.
    private static string WithoutPort(string address) =>
        IPEndPoint.TryParse(address, out IPEndPoint? endpoint) ? endpoint.Address.ToString() : address;
}
