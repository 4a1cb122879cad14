using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>Whoever has the key and nothing else can rebuild the log from what is served, and check every receipt.</summary>
public sealed class StrangersClientTests : IAsyncLifetime
{
    private TlogHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await TlogHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Download_LogOfSeveralSizes_GivesTheSignedRootAndTheEntries()
    {
        foreach (ulong size in (ulong[])[1, 2, 255, 256, 257, 1000, 66_000])
        {
            await _host.GrowToAsync(size);
            await _host.Ledger.PublishCheckpointAsync(TlogHost.Ct);

            (ulong Size, byte[] Signed, byte[] Computed, List<byte[]> Entries) log = await Client.DownloadAsync();

            Assert.Equal(size, log.Size);
            Assert.Equal(log.Signed, log.Computed);
            Assert.Equal(size, (ulong)log.Entries.Count);
            Assert.All(log.Entries.Index(), e => Assert.Equal(EntryOf((ulong)e.Index), e.Item));
        }
    }

    [Fact]
    public async Task Download_CheckpointIsOlderThanTheLog_IsThatOfTheCheckpoint()
    {
        await _host.GrowToAsync(300);
        await _host.Ledger.PublishCheckpointAsync(TlogHost.Ct);
        await _host.GrowToAsync(700); // partial tiles of then are full by now

        (ulong Size, byte[] Signed, byte[] Computed, List<byte[]> Entries) log = await Client.DownloadAsync();

        Assert.Equal(300u, log.Size);
        Assert.Equal(log.Signed, log.Computed);
    }

    [Fact]
    public async Task Receipt_EveryEntry_HoldsByTheSpecificationAlone()
    {
        await _host.GrowToAsync(300);
        for (ulong index = 0; index < 300; index++)
        {
            string receipt = await _host.Client.GetStringAsync($"{TlogHost.Prefix}receipts/{index}.tlog-proof", TlogHost.Ct);

            Assert.True(StrangersTree.Holds(receipt, EntryOf(index), _host.KeyText, out ulong said));
            Assert.Equal(index, said);
            Assert.False(StrangersTree.Holds(receipt, EntryOf(index + 1), _host.KeyText, out _));
        }
    }

    private StrangersClient Client => new(_host.Client, TlogHost.Prefix, _host.KeyText);

    private static byte[] EntryOf(ulong index)
    {
        byte[] key = Encoding.UTF8.GetBytes($"key-{index}");
        var numbers = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(numbers, index);
        BinaryPrimitives.WriteUInt64BigEndian(numbers.AsSpan(8), (ulong)key.Length);
        return [.. numbers, .. key, .. Encoding.UTF8.GetBytes($"value of entry {index}")];
    }
}
