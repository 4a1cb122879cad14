using ImmuFunctions.Core.Log;
using ImmuFunctions.Ledger.Auditing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests.Checkpoints;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Auditing;

public sealed class AuditStateCodecTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(256)]
    [InlineData(700)]
    [InlineData(66_000)]
    public async Task Encode_StateOfAnySize_RoundTrips(int entries)
    {
        AuditState state = await StateAsync(entries);

        byte[] bytes = AuditStateCodec.Encode(state);
        AuditState? read = AuditStateCodec.TryDecode(bytes);

        Assert.NotNull(read);
        Assert.Equal(bytes, AuditStateCodec.Encode(read));
        Assert.Equal((ulong)entries, read.Size);
        Assert.Equal(state.Root, read.Root);
        Assert.Equal(state.Key?.ToString(), read.Key?.ToString());
        Assert.Equal(state.Secret, read.Secret);
    }

    [Fact]
    public async Task TryDecode_AnyByteChangedOrCut_IsNoState()
    {
        byte[] bytes = AuditStateCodec.Encode(await StateAsync(300));

        Assert.All(Enumerable.Range(0, bytes.Length), at =>
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 0x10;
            Assert.Null(AuditStateCodec.TryDecode(changed));
            Assert.Null(AuditStateCodec.TryDecode(bytes.AsSpan(0, at)));
        });
    }

    [Fact]
    public async Task TryDecode_RandomBytesWithSoundChecksum_NeverThrows()
    {
        byte[] bytes = AuditStateCodec.Encode(await StateAsync(300));
        var random = new Random(1);

        for (int i = 0; i < 20_000; i++)
        {
            byte[] changed = bytes[..random.Next(4, bytes.Length + 1)];
            for (int flips = random.Next(1, 8); flips > 0; flips--)
                changed[random.Next(Math.Min(changed.Length, 300))] = (byte)random.Next(256);
            uint checksum = Crc32C.Compute(changed.AsSpan()[..^4]);
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan()[^4..], checksum);

            AuditState? read = AuditStateCodec.TryDecode(changed);

            Assert.True(read is null || AuditStateCodec.Encode(read).AsSpan().SequenceEqual(changed));
        }
    }

    private static async Task<AuditState> StateAsync(int entries)
    {
        using var signer = new TestSigner();
        await using var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await ledger.LoadAsync(entries, perFrame: 500);
        await ledger.PublishCheckpointAsync(Ct);
        return (await LedgerAudit.RunAsync(store, "", "db", null, new AuditOptions { SignerPoint = signer.PublicPoint }, Ct)).Next!;
    }
}
