using System.Security.Cryptography;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Tests.Verification;

/// <summary>Batches and lists, proved in bulk by a ledger that can, one by one by a ledger that cannot.</summary>
public sealed class VerifiedBatchTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private readonly MemoryTrustedRoots _roots = new();
    private TestLedger _ledger = null!;
    private LyingLedger _rpcs = null!;
    private VerifiedRpcs _verified = null!;

    private RootScope Scope => new(_roots, "defaultdb");

    public async ValueTask InitializeAsync()
    {
        _ledger = await TestLedger.OpenAsync();
        _rpcs = new LyingLedger(_ledger.Rpcs);
        _verified = new VerifiedRpcs(_rpcs, _log);
    }

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Theory, InlineData(true), InlineData(false)]
    public async Task SetBatch_OfAnyLengthOnAnyLength_IsVerified(bool canProve)
    {
        CanProve(canProve);
        ulong size = 0;
        foreach (int count in new[] { 1, 1, 2, 3, 1, 7, 16, 5, 300, 1 })
        {
            VerifiedRange written = await SetAsync(count);

            Assert.Equal(new VerifiedRange(size, size + (ulong)count, null), written);
            size += (ulong)count;
            Assert.Equal(TrustedRoot.From(await _ledger.RootAsync()), await RememberedAsync());
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task ExecAll_EveryKindOfOperation_IsVerified(bool canProve)
    {
        CanProve(canProve);
        await _ledger.SetAsync("old", "1");
        var batch = new Ops();
        batch.Operations.Add(new Op { KVs = new KeyValue { Key = Bytes("k"), Value = Bytes("v") } });
        batch.Operations.Add(new Op { ROpts = new ReferenceOptions { Reference = Bytes("r"), Key = Bytes("k") } });
        batch.Operations.Add(new Op { ROpts = new ReferenceOptions { Reference = Bytes("r2"), Key = Bytes("k"), Index = new Index { Index_ = 77 } } });
        batch.Operations.Add(new Op { ROpts = new ReferenceOptions { Reference = Bytes("r3"), Key = Bytes("old"), Index = new Index() } });
        batch.Operations.Add(new Op { ZOpts = new ZAddOptions { Set = Bytes("s"), Key = Bytes("k"), Score = new Score { Score_ = -0.0 } } });
        batch.Operations.Add(new Op { ZOpts = new ZAddOptions { Set = Bytes("s"), Key = Bytes("old"), Score = new Score { Score_ = -7.25 }, Index = new Index() } });
        batch.Operations.Add(new Op { ZOpts = new ZAddOptions { Set = Bytes("t"), Key = Bytes("k") } });

        VerifiedRange written = await _verified.ExecAllAsync(batch, Scope, Call());

        Assert.Equal(new VerifiedRange(1, 8, null), written);
    }

    [Fact]
    public async Task Batches_AndSingleCallsAtOnce_AreAllVerified()
    {
        VerifiedRange[] written = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            if (i % 4 == 0)
                Assert.True((await _verified.SafeSetAsync(new KeyValue { Key = Bytes($"one {i}"), Value = Bytes("v") }, Scope, Call())).IsVerified);
            return await SetAsync(1 + (i * 13 % 50), $"{i}");
        })));

        Assert.All(written, range => Assert.Null(range.Fault));
        Assert.Equal(TrustedRoot.From(await _ledger.RootAsync()), await RememberedAsync());
    }

    // The ledger has stored something else than it was sent.
    [Theory, InlineData(true), InlineData(false)]
    public async Task SetBatch_StoredOtherwise_IsNotVerified(bool canProve)
    {
        CanProve(canProve);
        await SetAsync(5);
        TrustedRoot before = await RememberedAsync();
        await _ledger.AskAsync<Index>("SetBatch", new KVList { KVs = { Pair("a", "1"), Pair("b", "CHANGED"), Pair("c", "3") } });
        _rpcs.Lies["SetBatch"] = _ => new Index { Index_ = 7 };
        _rpcs.Behind = new NoWrites(_ledger.Rpcs);

        VerifiedRange written = await _verified.SetBatchAsync(new KVList { KVs = { Pair("a", "1"), Pair("b", "2"), Pair("c", "3") } }, Scope, Call());

        Assert.Equal(VerificationCheck.Leaf, written.Fault!.Check);
        // One by one, the log itself is found to be good as far as it was looked at: it is only not what was sent.
        Assert.Equal(canProve ? before.Size : 8, (await RememberedAsync()).Size);
    }

    // An older batch of the same content is no proof that this one was written.
    [Fact]
    public async Task SetBatch_AnsweredWithAnOlderOne_IsNotVerified()
    {
        KVList batch = new() { KVs = { Pair("a", "1"), Pair("b", "2") } };
        Assert.True((await _verified.SetBatchAsync(batch, Scope, Call())).IsVerified);
        _rpcs.Behind = new NoWrites(_ledger.Rpcs);
        _rpcs.Lies["SetBatch"] = _ => new Index { Index_ = 1 };

        VerifiedRange again = await _verified.SetBatchAsync(batch, Scope, Call());

        Assert.Equal(VerificationCheck.Replay, again.Fault!.Check);
    }

    [Theory, InlineData(0UL), InlineData(1UL), InlineData(ulong.MaxValue)]
    public async Task SetBatch_AnsweredWithAnIndexItCannotHave_IsNotVerified(ulong index)
    {
        _rpcs.Lies["SetBatch"] = _ => new Index { Index_ = index };

        VerifiedRange written = await SetAsync(3);

        Assert.Equal(VerificationCheck.Index, written.Fault!.Check);
    }

    [Fact]
    public async Task SetBatch_WithADamagedProof_IsNotVerified()
    {
        await SetAsync(5);
        foreach (Action<ProveReply> change in new Action<ProveReply>[]
        {
            reply => reply.Roots = Flipped(reply.Roots, 3),
            reply => reply.Roots = Flipped(reply.Roots, reply.Roots.Length - 3),
            reply => reply.Roots = reply.Roots.Span[..^32].ToArray() is var cut ? ByteString.CopyFrom(cut) : null!,
            reply => reply.Links[^1] = Flipped(reply.Links[^1], 5),
            reply => reply.Links[^1] = ByteString.CopyFrom(reply.Links[^1].Span[..^1]),
            reply => reply.Links[^1] = ByteString.CopyFrom([.. reply.Links[^1].Span, .. new byte[32]]),
            reply => reply.Links.Clear(),
            reply => reply.Size++,
        })
        {
            TrustedRoot before = await RememberedAsync();
            _rpcs.Lie("Prove", change);

            VerifiedRange written = await SetAsync(4);

            Assert.NotNull(written.Fault);
            Assert.Equal(before, await RememberedAsync());
            _rpcs.Lies.Clear();
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Prove_EveryEntry_Holds(bool canProve)
    {
        CanProve(canProve);
        Item[] items = await FillAsync(40);

        Assert.Null(await _verified.ProveAsync(items, Scope, Call()));
        await _ledger.SetAsync("more", "more");
        Assert.Null(await _verified.ProveAsync(await EntriesAsync(41), Scope, Call()));
        Assert.Null(await _verified.ProveAsync([], Scope, Call()));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Prove_AnEntryChanged_IsFound(bool canProve)
    {
        CanProve(canProve);
        Item[] items = await FillAsync(40);
        foreach (Action<Item> change in new Action<Item>[]
        {
            item => item.Value = Bytes("x"),
            item => item.Key = Bytes("x"),
            item => item.Index += 1,
            item => item.Index = 40,
            item => item.Index = 4000,
        })
        {
            Item[] changed = [.. items.Select(item => item.Clone())];
            change(changed[17]);

            VerificationFault? fault = null;
            try
            {
                fault = await _verified.ProveAsync(changed, Scope, Call());
            }
            catch (RpcException e) when (!canProve && e.Code == StatusCode.NotFound)
            {
                fault = new VerificationFault(VerificationCheck.Index, "", "");
            }

            Assert.NotNull(fault);
        }
    }

    [Fact]
    public async Task Prove_OnAForkedOrShorterLog_IsFound()
    {
        Item[] items = await FillAsync(10);
        Assert.Null(await _verified.ProveAsync(items, Scope, Call()));
        await using TestLedger fork = await TestLedger.OpenAsync(10, _ledger.Identity);
        await using TestLedger shorter = await TestLedger.OpenAsync(4, _ledger.Identity);

        _rpcs.Behind = fork.Rpcs;
        Assert.Equal(VerificationCheck.Fork, (await _verified.ProveAsync(items, Scope, Call()))!.Check);
        _rpcs.Behind = shorter.Rpcs;
        Assert.Equal(VerificationCheck.Rollback, (await _verified.ProveAsync(items, Scope, Call()))!.Check);
    }

    [Fact]
    public async Task GetAt_EveryTime_IsVerifiedAsItWas()
    {
        for (int i = 0; i < 12; i++)
            await _ledger.SetAsync(i % 2 == 0 ? "k" : "other", $"{i}");
        await _ledger.AskAsync<Index>("Reference", new ReferenceOptions { Reference = Bytes("r"), Key = Bytes("k") });
        await _ledger.SetAsync("k", "after");

        for (ulong size = 1; size <= 14; size++)
        {
            VerifiedItem item = await _verified.GetAtAsync(Bytes("k"), size, Scope, Call());
            Assert.Null(item.Fault);
            Assert.Equal(size == 14 ? "after" : $"{(Math.Min(size, 12) - 1) / 2 * 2}", item.Item.Value.ToStringUtf8());
        }

        VerifiedItem through = await _verified.GetAtAsync(Bytes("r"), 13, Scope, Call());
        Assert.Null(through.Fault);
        Assert.Equal(("10", 12UL), (through.Item.Value.ToStringUtf8(), through.ReferredBy));
    }

    [Fact]
    public async Task GetAt_OfAnotherTimeOrEntry_IsNotVerified()
    {
        for (int i = 0; i < 12; i++)
            await _ledger.SetAsync("k", $"{i}");
        Assert.Null((await _verified.GetAtAsync(Bytes("k"), 7, Scope, Call())).Fault);
        var other = (ItemAt)await _ledger.Rpcs.UnaryAsync(LedgerQueries.Descriptor.FindMethodByName("GetAt"), new GetAtRequest { Key = Bytes("k"), Index = 4 }, Call());
        _rpcs.Lies["GetAt"] = _ => other;
        Assert.Equal(VerificationCheck.Answer, (await _verified.GetAtAsync(Bytes("k"), 7, Scope, Call())).Fault!.Check);
        _rpcs.Lie<ItemAt>("GetAt", answer => answer.Item.Value = Bytes("x"));
        Assert.Equal(VerificationCheck.Leaf, (await _verified.GetAtAsync(Bytes("k"), 7, Scope, Call())).Fault!.Check);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Sync_OnALogThatGrows_MovesTheRootOn(bool canProve)
    {
        CanProve(canProve);
        Assert.Equal(TrustedRoot.None, (await _verified.SyncAsync(Scope, Call())).Root);
        for (int i = 0; i < 9; i++)
        {
            await _ledger.SetAsync("k", $"{i}");
            VerifiedRoot now = await _verified.SyncAsync(Scope, Call());
            Assert.Null(now.Fault);
            Assert.Equal((ulong)i + 1, (await RememberedAsync()).Size);
        }

        await using TestLedger fork = await TestLedger.OpenAsync(12, _ledger.Identity);
        _rpcs.Behind = fork.Rpcs;
        Assert.Contains((await _verified.SyncAsync(Scope, Call())).Fault!.Check, new[] { VerificationCheck.Fork, VerificationCheck.Consistency });
        await using TestLedger shorter = await TestLedger.OpenAsync(3, _ledger.Identity);
        _rpcs.Behind = shorter.Rpcs;
        Assert.Equal(VerificationCheck.Rollback, (await _verified.SyncAsync(Scope, Call())).Fault!.Check);
        Assert.Equal(9UL, (await RememberedAsync()).Size);
    }

    [Fact]
    public async Task Sync_WithATrustedKey_TakesOnlyItsSignatures()
    {
        using var key = new PemRootSigner(NewKey());
        using var other = new PemRootSigner(NewKey());
        await using TestLedger signed = await TestLedger.OpenAsync(signer: key);
        await using TestLedger swapped = await TestLedger.OpenAsync(signed.Identity, other);
        await signed.SetAsync("k", "v");
        await swapped.SetAsync("k", "v");
        RootScope scope = Scope with { SignedBy = ByteString.CopyFrom(key.PublicPoint.Span) };
        _rpcs.Behind = swapped.Rpcs;
        Assert.Equal(VerificationCheck.Signature, (await Assert.ThrowsAsync<VerificationException>(() => _verified.SyncAsync(scope, Call()))).Fault.Check);
        Assert.Equal(TrustedRoot.None, _verified.Trusted(scope));

        _rpcs.Behind = signed.Rpcs;
        Assert.Null((await _verified.SyncAsync(scope, Call())).Fault);
        _rpcs.Behind = swapped.Rpcs;
        Assert.Equal(VerificationCheck.Signature, (await _verified.SyncAsync(scope, Call())).Fault!.Check);
        _rpcs.Behind = signed.Rpcs;
        foreach (Action<Root> change in new Action<Root>[]
        {
            root => root.Signature.Signature_ = ByteString.Empty,
            root => root.Signature.PublicKey = ByteString.Empty,
            root => root.Signature = null,
            root => root.Payload.Index++,
        })
        {
            _rpcs.Lie("CurrentRoot", change);
            Assert.Equal(VerificationCheck.Signature, (await _verified.SyncAsync(scope, Call())).Fault!.Check);
        }
    }

    private static P256PrivateKey NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return P256PrivateKey.FromPem(key.ExportECPrivateKeyPem());
    }

    private static ByteString Bytes(string text) => TestLedger.Bytes(text);

    private static RpcCall Call() => TestLedger.Call();

    private static KeyValue Pair(string key, string value) => new() { Key = Bytes(key), Value = Bytes(value) };

    private static ByteString Flipped(ByteString bytes, int at)
    {
        byte[] copy = bytes.ToByteArray();
        copy[at] ^= 1;
        return ByteString.CopyFrom(copy);
    }

    private void CanProve(bool canProve)
    {
        if (!canProve)
            _rpcs.Lies["Prove"] = _ => throw new RpcException(StatusCode.Unimplemented, "unknown service immufunctions.v1.LedgerQueries");
    }

    private Task<VerifiedRange> SetAsync(int count, string prefix = "") => _verified.SetBatchAsync(
        new KVList { KVs = { Enumerable.Range(0, count).Select(i => Pair($"{prefix}/{i}", $"{i}")) } }, Scope, Call());

    private async Task<Item[]> FillAsync(int count)
    {
        for (int i = 0; i < count; i++)
            await _ledger.SetAsync($"k{i}", $"v{i}");
        return await EntriesAsync(count);
    }

    private async Task<Item[]> EntriesAsync(int count) =>
        [.. (await _ledger.AskAsync<Page>("IScan", new IScanOptions { PageSize = (ulong)count, PageNumber = 1 })).Items];

    private async Task<TrustedRoot> RememberedAsync() =>
        await _roots.FindAsync(RootLine.Verified(_ledger.Identity, "defaultdb"), TestContext.Current.CancellationToken);
}
