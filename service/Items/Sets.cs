using Immudb.Schema;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Keys;
using ImmuFunctions.Service.Proofs;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Service.Items;

/// <summary>Set and SafeSet: a new version of one key.</summary>
/// <remarks>Spec section 7.2.</remarks>
internal static class Sets
{
    public static ValueTask<Index> SetAsync(OpenDatabase database, KeyValue request, CancellationToken cancellationToken)
    {
        KeyRules.RequireStorable(request.Key.Span);
        return SingleWrite.AppendAsync(database, SingleWrite.Plain(request.Key, request.Value), cancellationToken);
    }

    public static async ValueTask<Proof> SafeSetAsync(OpenDatabase database, SafeSetOptions request, CancellationToken cancellationToken)
    {
        KeyValue item = request.Kv ?? throw ImmuErrors.InvalidKey();
        KeyRules.RequireStorable(item.Key.Span);
        ulong trusted = await TrustedRoot.RequireKnownAsync(database, request.RootIndex, cancellationToken).ConfigureAwait(false);
        return await SingleWrite.AppendProvenAsync(database, SingleWrite.Plain(item.Key, item.Value), trusted, cancellationToken).ConfigureAwait(false);
    }
}
