using System.Text;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Checkpoints;

public sealed class SigningCacheTests
{
    private static readonly byte[] Payload = "payload"u8.ToArray();

    [Fact]
    public async Task Sign_OnePayloadByManyAtOnce_AsksOnce()
    {
        using var signer = new TestSigner { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var cache = new SigningCache(signer);
        Task<RootSignature>[] asked = [.. Enumerable.Range(0, 50).Select(_ => Task.Run(async () => await cache.SignAsync(Payload.ToArray(), Ct)))];

        signer.Gate.SetResult();
        RootSignature[] given = await Task.WhenAll(asked);

        Assert.Single(given.Distinct());
        Assert.Equal(1, signer.Signed);
    }

    [Fact]
    public async Task Sign_OneCallerGivesUp_TheOthersGetTheirSignature()
    {
        using var signer = new TestSigner { Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };
        var cache = new SigningCache(signer);
        using var impatience = new CancellationTokenSource();
        Task<RootSignature> impatient = cache.SignAsync(Payload, impatience.Token).AsTask(), patient = cache.SignAsync(Payload, Ct).AsTask();

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        signer.Gate.SetResult();

        Assert.NotNull(await patient);
        Assert.Equal(1, signer.Signed);
    }

    [Fact]
    public async Task Sign_Failed_IsAskedAgain()
    {
        using var signer = new TestSigner();
        var cache = new SigningCache(signer);
        signer.FailNext(1);

        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await cache.SignAsync(Payload, Ct));
        await cache.SignAsync(Payload, Ct);

        Assert.Equal(2, signer.Signed);
    }

    [Fact]
    public async Task Sign_ManyPayloads_KeepsTheLastFew()
    {
        using var signer = new TestSigner();
        var cache = new SigningCache(signer);
        for (int i = 0; i < 100; i++)
            await cache.SignAsync(Encoding.ASCII.GetBytes($"{i}"), Ct);

        await cache.SignAsync("99"u8.ToArray(), Ct);
        Assert.Equal(100, signer.Signed);
        await cache.SignAsync("0"u8.ToArray(), Ct);
        Assert.Equal(101, signer.Signed);
    }

    [Fact]
    public async Task Signature_SnapshotsOfOneRoot_IsMadeOnce()
    {
        using var signer = new TestSigner();
        var shared = new MemoryStore(exclusive: false);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(shared, TestLedger.Small with { Signer = signer });
        await ledger.LoadAsync(8); // fills the segment
        Snapshot before = await ledger.NowAsync();
        Snapshot same = before.WithEnd(before.End);

        Assert.NotSame(before, same);
        Assert.Same(await before.SignatureAsync(Ct), await same.SignatureAsync(Ct));
        Assert.Equal(1, signer.Signed);
    }
}
