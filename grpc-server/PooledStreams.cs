using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace ImmuFunctions.GrpcServer;

/// <summary>Makes HTTP/2 streams that Kestrel uses again able to answer.</summary>
/// <remarks>
/// Kestrel 10.0 keeps the objects of finished streams for later ones. If the last of a long reply has waited for the windows of the stream and of the
/// connection, it can be queued for writing twice; the second turn finds the reply complete and leaves the flag "queued" set, which nothing clears when the object is used
/// again. That later call is never queued, and its caller waits for ever: with windows of 64 KiB, as most gRPC clients begin with, one in some thousand
/// replies of more than that. Clearing the flag before a call's first byte is what the reuse should have done; a stream that is queued once too often writes nothing.
/// When a Kestrel without the fault is all that is supported, this type can go.
/// </remarks>
internal static class PooledStreams
{
    // False once a Kestrel has turned out to be made otherwise: then there is nothing to mend.
    private static volatile bool _isNeeded = true;

    /// <summary>To be called before anything of the answer is written.</summary>
    public static void Renew(HttpContext http)
    {
        if (!_isNeeded || http.Features.Get<IHttp2StreamIdFeature>() is not { } stream)
            return;
        try
        {
            IsQueued(OutputOf(stream)) = false;
        }
        catch (Exception e) when (e is MissingMemberException or TypeLoadException or InvalidCastException or NotSupportedException)
        {
            _isNeeded = false;
        }
    }

    // The streams themselves are what serves this feature.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Output")]
    [return: UnsafeAccessorType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.IHttpOutputProducer, Microsoft.AspNetCore.Server.Kestrel.Core")]
    private static extern object OutputOf(
        [UnsafeAccessorType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http.HttpProtocol, Microsoft.AspNetCore.Server.Kestrel.Core")] object stream);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_isScheduled")]
    private static extern ref bool IsQueued(
        [UnsafeAccessorType("Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http2.Http2OutputProducer, Microsoft.AspNetCore.Server.Kestrel.Core")] object output);
}
