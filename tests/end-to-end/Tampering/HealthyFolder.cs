using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Crashes;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tampering;

/// <summary>A folder that a host filled and closed in order, and what it held.</summary>
public sealed class HealthyFolder : IAsyncLifetime
{
    private const int Batches = 12;
    private const int BatchSize = 100;
    private readonly TemporaryFolder _folder = new();

    internal string Path => _folder.Path;

    internal TrustedRoot Root { get; private set; }

    /// <summary>Entries as stored, by index.</summary>
    internal IReadOnlyList<Item> Entries { get; private set; } = [];

    /// <summary>What Get answers for each key.</summary>
    internal IReadOnlyDictionary<Google.Protobuf.ByteString, Item> Newest { get; private set; } =
        new Dictionary<Google.Protobuf.ByteString, Item>();

    /// <summary>What a scan over all plain keys answers.</summary>
    internal IReadOnlyList<Item> Scan { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await using var host = await HostProcess.StartAsync(_folder.Path);
        using (var session = await Session.OpenAsync(host.Address))
        {
            await FillAsync(session);
            (Root, Entries) = await LogAudit.ReadAsync(session);
            var newest = new Dictionary<Google.Protobuf.ByteString, Item>();
            foreach (var key in Entries.Select(entry => entry.Key).Distinct())
                newest[key] = await session.Client.GetAsync(new Key { Key_ = key }, session.Options);
            Newest = newest;
            Scan = [.. (await session.Client.ScanAsync(new ScanOptions(), session.Options)).Items];
        }

        Assert.Equal(0, await host.StopAsync());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    // More than four full tiles, keys with one and with several versions, references and sorted-set members.
    private static async Task FillAsync(Session session)
    {
        for (var batch = 0; batch < Batches; batch++)
        {
            var list = new KVList();
            list.KVs.AddRange(Enumerable.Range(0, BatchSize).Select(number =>
                Wire.Pair($"key {(number % 2 == 0 ? 0 : batch)} {number}", $"value {batch} {number} {new string('x', number)}")));
            await session.Client.SetBatchAsync(list, session.Options);
            await session.Client.ReferenceAsync(
                new ReferenceOptions { Reference = Wire.Bytes($"name {batch}"), Key = list.KVs[batch].Key }, session.Options);
            await session.Client.ZAddAsync(
                new ZAddOptions { Set = Wire.Bytes("set"), Score = new Score { Score_ = batch }, Key = list.KVs[batch].Key },
                session.Options);
        }
    }
}
