using Immudb.Schema;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Functions.Rest.Verified;

/// <summary>The custom routes whose answers are verified here.</summary>
/// <remarks>
/// <c>verified</c> is false, with status 200, where the ledger answered and proved it not. A root in the request is not
/// looked at: this host has its own.
/// </remarks>
internal static class VerifiedRoutes
{
    public static async Task SafeSetAsync(HttpContext context, Backend backend)
    {
        SafeSetOptions request = await CustomAnswer.ReadAsync<SafeSetOptions>(context, SafeSetOptions.Descriptor);
        KeyValue item = request.Kv ?? throw IncorrectPayload();
        await WriteAsync(context, backend, (rpcs, scope, call) => rpcs.SafeSetContentAsync(item, TimeProvider.System.GetUtcNow(), scope, call));
    }

    public static async Task SafeReferenceAsync(HttpContext context, Backend backend)
    {
        SafeReferenceOptions request = await CustomAnswer.ReadAsync<SafeReferenceOptions>(context, SafeReferenceOptions.Descriptor);
        ReferenceOptions reference = request.Ro ?? throw IncorrectPayload();
        await WriteAsync(context, backend, (rpcs, scope, call) => rpcs.SafeReferenceAsync(reference, scope, call));
    }

    public static async Task SafeZAddAsync(HttpContext context, Backend backend)
    {
        SafeZAddOptions request = await CustomAnswer.ReadAsync<SafeZAddOptions>(context, SafeZAddOptions.Descriptor);
        ZAddOptions member = request.Zopts ?? throw IncorrectPayload();
        await WriteAsync(context, backend, (rpcs, scope, call) => rpcs.SafeZAddAsync(member, scope, call));
    }

    public static async Task SafeGetAsync(HttpContext context, Backend backend)
    {
        SafeGetOptions request = await CustomAnswer.ReadAsync<SafeGetOptions>(context, SafeGetOptions.Descriptor);
        RpcCall call = RestCall.Of(context, backend);
        VerifiedItem answer = await VerifyAsync(backend, call, (rpcs, scope) => rpcs.SafeGetAsync(request.Key, scope, call));
        Content content = StructuredContent.Unwrap(answer.Item.Value);
        await CustomAnswer.WriteAsync(context, call, json =>
        {
            json.WriteBase64String("key", answer.Item.Key.Span);
            json.WriteBase64String("value", content.Payload.Span);
            json.WriteNumber("index", answer.Item.Index);
            json.WriteNumber("time", content.Timestamp);
            json.WriteBoolean("verified", answer.IsVerified);
        });
    }

    private static async Task WriteAsync(HttpContext context, Backend backend, Func<VerifiedRpcs, RootScope, RpcCall, Task<VerifiedIndex>> write)
    {
        RpcCall call = RestCall.Of(context, backend);
        VerifiedIndex answer = await VerifyAsync(backend, call, (rpcs, scope) => write(rpcs, scope, call));
        await CustomAnswer.WriteAsync(context, call, json =>
        {
            json.WriteNumber("index", answer.Index);
            json.WriteBoolean("verified", answer.IsVerified);
        });
    }

    private static async Task<T> VerifyAsync<T>(Backend backend, RpcCall call, Func<VerifiedRpcs, RootScope, Task<T>> ask)
    {
        VerifiedLedger ledger = backend.Verified;
        try
        {
            return await ask(ledger.Rpcs, ledger.ScopeOf(call));
        }
        catch (TrustedRootsException e)
        {
            // Which file it is, is nobody's business but the operator's.
            VerifiedRoutesLog.NoRoots(backend.Loggers.CreateLogger<VerifiedRpcs>(), e);
            throw new RpcException(StatusCode.Internal, "the roots trusted here cannot be read or written; nothing was sent to the ledger", e);
        }
    }

    private static RpcException IncorrectPayload() => new(StatusCode.InvalidArgument, "incorrect JSON payload");
}
