using System.Collections.Frozen;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace ImmuFunctions.GrpcServer;

/// <summary>Serves the calls of one or more services: <c>app.Run(router.HandleAsync)</c> on an HTTP/2 endpoint.</summary>
/// <remarks>
/// <para>
/// A call that completes at once allocates its messages, one <see cref="ServerCall"/> and nothing else here: there is no
/// endpoint routing, and a timer only where the caller sent <c>grpc-timeout</c>.
/// </para>
/// <para>
/// The status is always in trailers behind real response headers, never in a single header block, so that clients see
/// <see cref="GrpcRouterOptions.ResponseHeaders"/> as initial metadata of failures too.
/// </para>
/// <para>
/// A deadline signals the handler's token and the answer follows when the handler ends. A handler that succeeds all the
/// same has its answer sent: a write that became durable is not reported as failed.
/// </para>
/// </remarks>
public sealed class GrpcRouter
{
    // By path: whatever the number of services, finding a method is one lookup.
    private readonly FrozenDictionary<string, MethodHandler> _methods;
    private readonly string[] _servicePrefixes;
    private readonly GrpcRouterOptions _options;
    private readonly KeyValuePair<string, StringValues>[] _responseHeaders;

    /// <summary>Makes a router; what is bound later does not change it.</summary>
    /// <param name="options">For every call.</param>
    /// <param name="services">Their methods with their handlers; each service once.</param>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="GrpcRouterOptions.MaxReceiveBytes"/> is out of range.</exception>
    /// <exception cref="ArgumentException">A service is given twice.</exception>
    public GrpcRouter(GrpcRouterOptions options, params ReadOnlySpan<GrpcServiceBinder> services)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MaxReceiveBytes, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxReceiveBytes, Array.MaxLength, nameof(options));
        var methods = new Dictionary<string, MethodHandler>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            foreach (var (path, handler) in service.Handlers)
            {
                handler.MaxReceiveBytes = options.MaxReceiveBytes;
                methods.Add(path, handler);
            }
        }

        _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);
        _servicePrefixes = [.. methods.Keys.Select(path => path[..(path.LastIndexOf('/') + 1)]).Distinct(StringComparer.Ordinal)];
        _options = options;
        _responseHeaders = [.. options.ResponseHeaders.Select(header => KeyValuePair.Create(header.Key, new StringValues(header.Value)))];
    }

    /// <summary>Answers one request, always: what is no gRPC call gets HTTP status 405, 415 or 426.</summary>
    public Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        PooledStreams.Renew(context);
        var response = context.Response;
        var headers = response.Headers;
        foreach (var (name, value) in _responseHeaders)
            headers[name] = value;

        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
        {
            headers.Allow = HttpMethods.Post;
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return Task.CompletedTask;
        }

        if (!GrpcHeaders.IsGrpc(request.ContentType))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        if (context.Features.Get<IHttpResponseTrailersFeature>() is not { } trailers)
        {
            response.StatusCode = StatusCodes.Status426UpgradeRequired;
            return Task.CompletedTask;
        }

        headers.ContentType = ResponseValues.ContentType;
        return CallAsync(context, trailers.Trailers);
    }

    // Runs to its end without allocating a task if the handler does.
    private async Task CallAsync(HttpContext context, IHeaderDictionary trailers)
    {
        ServerCall? call = null;
        try
        {
            var handler = Find(context.Request.Path.Value ?? "");
            call = new ServerCall(context, handler.Name);
            call.ReadHeaders(_options.Clock);
            LiftBodyLimit(context, handler.MaxReceiveBytes);
            _options.BeforeCall?.Invoke(call);
            await handler.RunAsync(call);
            trailers.GrpcStatus = ResponseValues.Ok;
        }
        catch (Exception e)
        {
            var failure = Explain(e, call);
            trailers.GrpcStatus = ResponseValues.Status(failure.Code);
            trailers.GrpcMessage = StatusText.Encode(failure.Message);
        }
        finally
        {
            call?.End();
        }
    }

    private MethodHandler Find(string path)
    {
        if (_methods.TryGetValue(path, out var handler))
            return handler;
        throw Array.Exists(_servicePrefixes, prefix => path.StartsWith(prefix, StringComparison.Ordinal))
            ? WireFault.UnknownMethod(path)
            : WireFault.UnknownService(path);
    }

    private RpcException Explain(Exception exception, ServerCall? call)
    {
        if (exception is RpcException failure)
            return failure;
        if (exception is OperationCanceledException && call is { CancellationToken.IsCancellationRequested: true })
            return call.DeadlinePassed ? WireFault.DeadlineExceeded(exception) : WireFault.Cancelled(exception);
        if (_options.MapException?.Invoke(exception) is { } mapped)
            return mapped;

        GrpcLog.CallFailed(_options.Logger, call?.Method ?? "", exception);
        return new RpcException(StatusCode.Unknown, "unexpected error", exception);
    }

    // The host has a limit of its own on whole bodies (Kestrel: 30,000,000 bytes), which must not come before ours.
    private static void LiftBodyLimit(HttpContext context, int maxReceiveBytes)
    {
        const int BelowAnyHostLimit = 16 * 1024 * 1024;
        if (maxReceiveBytes > BelowAnyHostLimit && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = (long)maxReceiveBytes + FramePrefix.Size;
    }
}
