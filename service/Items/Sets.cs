using Immudb.Schema;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.Proofs;
using ImmuFunctions.Service.Rpc;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>Set and SafeSet: a new version of one key.</summary>
/// <remarks>Spec section 7.2.</remarks>
internal static class Sets
{
    public static ValueTask<Index> SetAsync(WriteCall call, KeyValue request)
    {
        KeyRules.RequireStorable(request.Key.Span);
        return SingleWrite.AppendAsync(call, SingleWrite.Plain(request.Key, request.Value));
    }

    public static async ValueTask<Proof> SafeSetAsync(WriteCall call, SafeSetOptions request)
    {
        KeyValue item = request.Kv ?? throw ImmuErrors.InvalidKey();
        KeyRules.RequireStorable(item.Key.Span);
        ulong trusted = await TrustedRoot.RequireKnownAsync(call.Database, request.RootIndex, call.CancellationToken).ConfigureAwait(false);
        return await SingleWrite.AppendProvenAsync(call, SingleWrite.Plain(item.Key, item.Value), trusted).ConfigureAwait(false);
    }
}
