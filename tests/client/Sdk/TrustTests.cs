using System.Security.Cryptography;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>Whom a client trusts, and for how long: identities, rollbacks, forks, keys, receipts, files that are shared.</summary>
public sealed class TrustTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ManualTime _time = new();

    private static CancellationToken Stop => ClientFixture.Stop;

    private string RootsPath => Path.Combine(_folder.Path, "roots");

    public void Dispose()
    {
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task AnotherLedger_AtTheSameAddress_IsRefusedUnlessAllowed()
    {
        await using TestLedger first = await TestLedger.OpenAsync(entries: 3);
        await using TestLedger second = await TestLedger.OpenAsync(entries: 3);
        var rpcs = new LyingLedger(first.Rpcs);
        await using LedgerClient client = await ConnectAsync(rpcs);
        await client.GetAsync("1", Stop);
        rpcs.Behind = second.Rpcs;

        Assert.Equal(VerificationCheck.Identity, (await Assert.ThrowsAsync<TamperedException>(() => client.GetAsync("1", Stop))).Check);
        Assert.Equal(VerificationCheck.Identity, (await Assert.ThrowsAsync<TamperedException>(() => client.ScanAsync("", cancellationToken: Stop).ListAsync())).Check);
        TamperedException e = await Assert.ThrowsAsync<TamperedException>(() => ConnectAsync(rpcs));
        Assert.Equal((VerificationCheck.Identity, second.Identity), (e.Check, e.Found));
        await using LedgerClient allowed = await ConnectAsync(rpcs, options => options.AllowNewIdentity = true);
        Assert.Equal("1", (await allowed.GetAsync("1", Stop))!.Value.ToString());
    }

    [Fact]
    public async Task Backup_ThatWasRestored_IsARollback()
    {
        await using TestLedger now = await TestLedger.OpenAsync(entries: 5);
        await using TestLedger before = await TestLedger.OpenAsync(entries: 3, identity: now.Identity);
        var rpcs = new LyingLedger(now.Rpcs);
        await using LedgerClient client = await ConnectAsync(rpcs);
        await client.GetAsync("4", Stop);
        rpcs.Behind = before.Rpcs;

        Assert.All(
            new[]
            {
                await Assert.ThrowsAsync<TamperedException>(() => client.GetAsync("1", Stop)),
                await Assert.ThrowsAsync<TamperedException>(() => client.GetByIndexAsync(4, Stop)),
                await Assert.ThrowsAsync<TamperedException>(() => client.SetAsync("k", "v", Stop)),
                await Assert.ThrowsAsync<TamperedException>(() => client.VerifyRootAsync(Stop)),
                await Assert.ThrowsAsync<TamperedException>(() => client.ScanAsync("", cancellationToken: Stop).ListAsync()),
                await Assert.ThrowsAsync<TamperedException>(() => client.EntriesAsync(cancellationToken: Stop).ListAsync()),
            },
            e => Assert.Equal(VerificationCheck.Rollback, e.Check));
        Assert.Equal(5UL, client.Root.Size);
    }

    [Fact]
    public async Task Backup_ThatWasRestored_IsARollbackForTheNextProcessToo()
    {
        await using TestLedger now = await TestLedger.OpenAsync(entries: 5);
        await using TestLedger before = await TestLedger.OpenAsync(entries: 3, identity: now.Identity);
        await using (LedgerClient first = await ConnectAsync(now.Rpcs))
            await first.GetAsync("4", Stop);

        await using LedgerClient next = await ConnectAsync(before.Rpcs);
        Assert.Equal(VerificationCheck.Rollback, (await Assert.ThrowsAsync<TamperedException>(() => next.GetAsync("1", Stop))).Check);
    }

    [Fact]
    public async Task Log_ThatHasForked_IsCaught()
    {
        await using TestLedger one = await TestLedger.OpenAsync(entries: 5);
        await using TestLedger other = await TestLedger.OpenAsync(entries: 4, identity: one.Identity);
        for (int i = 0; i < 3; i++)
            await other.SetAsync("forked", $"{i}");
        var rpcs = new LyingLedger(one.Rpcs);
        await using LedgerClient client = await ConnectAsync(rpcs);
        await client.GetAsync("4", Stop);
        rpcs.Behind = other.Rpcs;

        TamperedException e = await Assert.ThrowsAsync<TamperedException>(() => client.GetAsync("1", Stop));
        Assert.True(e.Check is VerificationCheck.Consistency or VerificationCheck.Fork, $"{e.Check}");
        e = await Assert.ThrowsAsync<TamperedException>(() => client.HistoryAsync("1", cancellationToken: Stop).ListAsync());
        Assert.True(e.Check is VerificationCheck.Consistency or VerificationCheck.Fork, $"{e.Check}");
    }

    [Fact]
    public async Task Roots_InOneFile_AreSharedByClientsAtTheSameTime()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(entries: 1);
        await using LedgerClient one = await ConnectAsync(ledger.Rpcs);
        await using LedgerClient two = await ConnectAsync(ledger.Rpcs);

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : two).SetAsync($"k{i % 8}", $"{i}", Stop)));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? one : two).GetAsync($"k{i % 8}", Stop)));

        await using LedgerClient three = await ConnectAsync(ledger.Rpcs);
        Assert.Equal(41UL, (await three.VerifyRootAsync(Stop)).Size);
    }

    [Fact]
    public async Task Root_NotSignedByThePinnedKey_IsCaughtBeforeAnAnswerIsGiven()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(signer: Signer());
        using ECDsa otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rpcs = new LyingLedger(ledger.Rpcs);
        await using LedgerClient client = await ConnectAsync(rpcs, options => options.PinnedKeyPem = _key.ExportSubjectPublicKeyInfoPem());
        await client.SetAsync("k", "v", Stop);
        rpcs.Lie<Root>("CurrentRoot", root => root.Signature.Signature_ = TestLedger.Bytes("none"));

        await client.GetAsync("k", Stop);
        _time.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(VerificationCheck.Signature, (await Assert.ThrowsAsync<TamperedException>(() => client.GetAsync("k", Stop))).Check);
        rpcs.Lies.Clear();
        await client.GetAsync("k", Stop);

        TamperedException e = await Assert.ThrowsAsync<TamperedException>(() => ConnectAsync(rpcs, options => options.PinnedKeyPem = otherKey.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal(VerificationCheck.Signature, e.Check);
    }

    [Fact]
    public async Task Key_PinnedOnFirstUse_IsTheOneFromThenOn()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(signer: Signer());
        await ledger.SetAsync("k", "v");
        await using (LedgerClient first = await ConnectAsync(ledger.Rpcs, options => options.PinKeyOnFirstUse = true))
            await first.GetAsync("k", Stop);

        using ECDsa otherKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await using TestLedger impostor = await TestLedger.OpenAsync(identity: ledger.Identity, signer: new PemRootSigner(P256PrivateKey.FromKey(otherKey)));
        await impostor.SetAsync("k", "v");
        TamperedException e = await Assert.ThrowsAsync<TamperedException>(() => ConnectAsync(impostor.Rpcs, options => options.PinKeyOnFirstUse = true));
        Assert.Equal(VerificationCheck.Signature, e.Check);
    }

    [Fact]
    public async Task Key_OfALedgerThatDoesNotSign_CannotBePinned()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync();

        var e = await Assert.ThrowsAsync<LedgerClientException>(() => ConnectAsync(ledger.Rpcs, options => options.PinKeyOnFirstUse = true));
        Assert.Equal(StatusCode.FailedPrecondition, e.Code);
        await Assert.ThrowsAsync<ArgumentException>(() => ConnectAsync(ledger.Rpcs, options => options.PinnedKeyPem = "nothing"));
    }

    [Fact]
    public async Task ReceiptAsync_OfASigningLedger_HoldsAndALieDoesNot()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(signer: Signer());
        var rpcs = new LyingLedger(ledger.Rpcs);
        await using LedgerClient client = await ConnectAsync(rpcs, options => options.PinnedKeyPem = _key.ExportSubjectPublicKeyInfoPem());
        await client.SetAsync("k", "v", Stop);
        await client.SetAsync("l", "w", Stop);

        byte[] receipt = await client.ReceiptAsync(0, Stop);
        Assert.StartsWith("c2sp.org/tlog-proof@v1\n", System.Text.Encoding.ASCII.GetString(receipt), StringComparison.Ordinal);

        byte[] other = await client.ReceiptAsync(1, Stop);
        rpcs.Lie<ReceiptReply>("Receipt", reply => reply.Text = Google.Protobuf.ByteString.CopyFrom(other));
        Assert.Equal(VerificationCheck.Receipt, (await Assert.ThrowsAsync<TamperedException>(() => client.ReceiptAsync(0, Stop))).Check);
        foreach (int at in Enumerable.Range(0, receipt.Length))
        {
            byte[] changed = [.. receipt];
            changed[at] ^= 1;
            rpcs.Lie<ReceiptReply>("Receipt", reply => reply.Text = Google.Protobuf.ByteString.CopyFrom(changed));
            Assert.Equal(VerificationCheck.Receipt, (await Assert.ThrowsAsync<TamperedException>(() => client.ReceiptAsync(0, Stop))).Check);
        }
    }

    [Fact]
    public async Task ReceiptAsync_OfALedgerThatDoesNotSign_IsRefused()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(entries: 1);
        await using LedgerClient client = await ConnectAsync(ledger.Rpcs);

        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<LedgerClientException>(() => client.ReceiptAsync(0, Stop))).Code);
    }

    [Fact]
    public async Task RootsFile_ThatIsDamaged_IsAnErrorAndNoNewTrust()
    {
        await using TestLedger ledger = await TestLedger.OpenAsync(entries: 1);
        await File.WriteAllTextAsync(RootsPath, "damaged", Stop);

        await Assert.ThrowsAsync<TrustedRootsException>(() => ConnectAsync(ledger.Rpcs));
    }

    private PemRootSigner Signer() => new(P256PrivateKey.FromPem(_key.ExportECPrivateKeyPem()));

    private Task<LedgerClient> ConnectAsync(Protocol.Calls.IRpcInvoker rpcs, Action<LedgerClientOptions>? configure = null)
    {
        var options = new LedgerClientOptions { RootsPath = RootsPath, Time = _time };
        configure?.Invoke(options);
        return LedgerClient.OverAsync(rpcs, ClientFixture.Address, options, Stop);
    }
}
