using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.Extensions.Logging;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Verification;

/// <summary>immudb's Safe rpcs, with every answer held against the root remembered.</summary>
/// <remarks>
/// <para>Spec section 3.3: without a root yet, CurrentRoot is asked and trusted. An answer that is proved moves the root
/// on; one that is not is given with its <c>Fault</c>, changes nothing and is logged. Where immudb's clients remember
/// a written entry's index with the root of a longer tree, here index and root always belong together.</para>
/// <para>Calls on one database run side by side, and yet no two answers are believed that are not proved to be of one log. A
/// server that has no rpc to prove it with, such as immudb itself, is asked one call after the other instead.</para>
/// <para>A ledger that ends before what it proved earlier (<c>invalid root index</c>, or <c>index not found</c> for an entry
/// that was there) fails the call with <see cref="VerificationException"/>: the caller did nothing wrong, and there is nothing to answer.</para>
/// <para>Every method ends with its answer, with <see cref="RpcException"/>, with <see cref="TrustedRootsException"/> before
/// anything was sent, or with <see cref="OperationCanceledException"/>. Thread-safe.</para>
/// </remarks>
/// <param name="rpcs">The ledger.</param>
/// <param name="log">Told about every answer that is not proved.</param>
/// <param name="options">Null for the defaults.</param>
public sealed partial class VerifiedRpcs(IRpcInvoker rpcs, ILogger log, VerifiedRpcsOptions? options = null)
{
    private readonly ProvenCalls _calls = new(rpcs, log, options ?? new VerifiedRpcsOptions());

    /// <summary>Sets a key.</summary>
    /// <param name="item">Sent as it is; see <see cref="StructuredContent"/>.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls.</param>
    /// <exception cref="RpcException">UNKNOWN <c>proof does not match the given item</c>: what was proved is another entry. Something may have been written.</exception>
    public Task<VerifiedIndex> SafeSetAsync(KeyValue item, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(item);
        return WriteAsync("SafeSet", rootIndex => new SafeSetOptions { Kv = item, RootIndex = rootIndex }, item.Key.Span, item.Value.Span, scope, call);
    }

    /// <summary>Sets a key to a value with the time, as immudb's clients wrap it.</summary>
    /// <param name="item">With the value as it is.</param>
    /// <param name="now">The time to wrap it with.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls. A request that was written before under its name, and at another time, is verified as the entry that was written then.</param>
    /// <exception cref="RpcException">As <see cref="SafeSetAsync"/>.</exception>
    public async Task<VerifiedIndex> SafeSetContentAsync(KeyValue item, DateTimeOffset now, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(call);
        var wrapped = new KeyValue { Key = item.Key, Value = StructuredContent.Wrap(item.Value, now) };
        ulong index = 0;
        try
        {
            return await WriteAsync(
                "SafeSet",
                rootIndex => new SafeSetOptions { Kv = wrapped, RootIndex = rootIndex },
                wrapped.Key.ToByteArray(),
                wrapped.Value.ToByteArray(),
                scope,
                call,
                answer => index = answer.Index).ConfigureAwait(false);
        }
        catch (RpcException e) when (call is { RequestName: not null, IsReplay: true } && e.Message == ImmuErrors.ProofMismatch().Message)
        {
            VerifiedItem first = await BySafeIndexAsync(index, scope, ProvenCalls.Beside(call)).ConfigureAwait(false);
            if (first.Item.Key != item.Key || StructuredContent.Unwrap(first.Item.Value).Payload != item.Value)
                throw;
            return new VerifiedIndex(index, first.Fault);
        }
    }

    /// <summary>Makes a reference: a key that stands for another.</summary>
    /// <param name="reference">With an index it needs the key too: only then can be told what was written.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls.</param>
    /// <exception cref="RpcException">As <see cref="SafeSetAsync"/>.</exception>
    public Task<VerifiedIndex> SafeReferenceAsync(ReferenceOptions reference, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (reference.Key.IsEmpty)
            throw ImmuErrors.InvalidKey();
        byte[] value = ReferenceValue.Encode(reference.Key.Span, reference.Index?.Index_);
        return WriteAsync("SafeReference", rootIndex => new SafeReferenceOptions { Ro = reference, RootIndex = rootIndex }, reference.Reference.Span, value, scope, call);
    }

    /// <summary>Adds a key to a sorted set.</summary>
    /// <param name="member">As for <see cref="SafeReferenceAsync"/>. A score of −0 is sent as 0: the wire has no −0.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls.</param>
    /// <exception cref="RpcException">As <see cref="SafeSetAsync"/>.</exception>
    public Task<VerifiedIndex> SafeZAddAsync(ZAddOptions member, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(member);
        if (member.Key.IsEmpty)
            throw ImmuErrors.InvalidKey();
        if (!SortedSetKey.IsSetName(member.Set.Span))
            throw ImmuErrors.InvalidSet();
        ZAddOptions sent = member.Clone();
        sent.Score = new Score { Score_ = member.Score?.Score_ is { } score and not 0 ? score : 0 };
        byte[] key = SortedSetKey.Encode(sent.Set.Span, sent.Score.Score_, sent.Key.Span, sent.Index?.Index_);
        byte[] value = ReferenceValue.Encode(sent.Key.Span, sent.Index?.Index_);
        return WriteAsync("SafeZAdd", rootIndex => new SafeZAddOptions { Zopts = sent, RootIndex = rootIndex }, key, value, scope, call);
    }

    /// <summary>The newest version of a key.</summary>
    /// <param name="key">A reference's name gives the entry it stands for; then it is proved, too, that an entry of this name refers to it.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls.</param>
    public async Task<VerifiedItem> SafeGetAsync(ByteString key, RootScope scope, RpcCall call)
    {
        ArgumentNullException.ThrowIfNull(key);
        using Turns.Turn turn = await _calls.TurnAsync(scope, call).ConfigureAwait(false);
        (SafeItem answer, VerificationFault? fault) = await _calls.CallAsync<SafeItem>(
            "SafeGet", rootIndex => new SafeGetOptions { Key = key, RootIndex = rootIndex }, ProvenEntry.Of, scope, call).ConfigureAwait(false);
        var item = new VerifiedItem(answer.Item ?? new Item(), fault);
        return fault is null && item.Item.Key != key ? await ReferredAsync("SafeGet", item, key, before: 0, scope, call).ConfigureAwait(false) : item;
    }

    /// <summary>The entry at an index, as stored.</summary>
    /// <param name="index">Zero-based.</param>
    /// <param name="scope">The root to hold the answer against.</param>
    /// <param name="call">Who calls.</param>
    public async Task<VerifiedItem> BySafeIndexAsync(ulong index, RootScope scope, RpcCall call)
    {
        using Turns.Turn turn = await _calls.TurnAsync(scope, call).ConfigureAwait(false);
        (SafeItem answer, VerificationFault? fault) = await _calls.EntryAtAsync(index, scope, call).ConfigureAwait(false);
        return new VerifiedItem(answer.Item ?? new Item(), fault);
    }

    /// <summary>The root trusted now; <see cref="TrustedRoot.None"/> before the first call.</summary>
    public TrustedRoot Trusted(RootScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return _calls.Trusted(scope);
    }

    /// <summary>Remembers what is trusted now. For the end: roots that reads have moved on may be remembered a little later than they are answered.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _calls.FlushAsync(cancellationToken);

    // Another key's entry is an answer only if one of the key's own entries refers to it.
    private async Task<VerifiedItem> ReferredAsync(string rpc, VerifiedItem item, ByteString key, ulong before, RootScope scope, RpcCall call)
    {
        (ulong? by, VerificationFault? fault) = await ReferenceSearch.FindAsync(_calls, key, item.Item.Key, before, scope, call).ConfigureAwait(false);
        if (fault is not null)
            _calls.Warn(rpc, scope, call, fault);
        return item with { Fault = fault, ReferredBy = by };
    }

    private Task<VerifiedIndex> WriteAsync(string rpc, Func<Index, IMessage> request, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, RootScope scope, RpcCall call)
    {
        // The messages may be changed by their owner once this has returned.
        byte[] ownKey = key.ToArray();
        byte[] ownValue = value.ToArray();
        return WriteAsync(rpc, request, ownKey, ownValue, scope, call);
    }

    private async Task<VerifiedIndex> WriteAsync(
        string rpc, Func<Index, IMessage> request, byte[] key, byte[] value, RootScope scope, RpcCall call, Action<Proof>? answered = null)
    {
        using Turns.Turn turn = await _calls.TurnAsync(scope, call).ConfigureAwait(false);
        (Proof proof, VerificationFault? fault) = await _calls.CallAsync<Proof>(rpc, request, Check, scope, call, isWrite: true).ConfigureAwait(false);
        return new VerifiedIndex(proof.Index, fault);

        ProvenEntry Check(Proof answer, TrustedRoot trusted, KnownNodes nodes)
        {
            answered?.Invoke(answer);
            Hash leaf = TreeHash.Leaf(answer.Index, key, value);
            if (!Hash.TryFromBytes(answer.Leaf.Span, out Hash proved) || proved != leaf)
                throw ImmuErrors.ProofMismatch();
            // An older entry with the same content is no proof that this one was written, unless the caller named the
            // request and is told that it was written before.
            return answer.Index < trusted.Size && !IsKnownReplay(call)
                ? ProvenEntry.Refused(ProofFaults.NotNew(answer.Index, trusted))
                : ProvenEntry.Of(answer, leaf, trusted, nodes);
        }
    }

    private static bool IsKnownReplay(RpcCall call) => call is { RequestName: not null, IsReplay: true };
}
