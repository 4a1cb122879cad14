using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Crashes;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.V1;

namespace ImmuFunctions.EndToEnd.Tests.Scale;

/// <summary>A folder with a large ledger whose index has two runs and a tail, as a host left it; to be copied, not changed.</summary>
public sealed class LargeFolder : IAsyncLifetime
{
    /// <summary>Runs of the index.</summary>
    internal const int Runs = 2;

    // With this batch the first slice is complete.
    private const int FirstSliceBatches = 66;

    private readonly TemporaryFolder _folder = new();

    internal string Path => _folder.Path;

    internal TrustedRoot Root { get; private set; }

    /// <summary>Entries in the log's tail, which no run has.</summary>
    internal ulong TailEntries { get; private set; }

    /// <summary>Entries as stored, by index; they hash to <see cref="Root"/>.</summary>
    internal IReadOnlyList<Item> Entries { get; private set; } = [];

    /// <summary>The entry of the newest version of each key that was set, in key order.</summary>
    internal IReadOnlyDictionary<ByteString, Item> Newest { get; private set; } = new Dictionary<ByteString, Item>();

    /// <summary>The manifest as it was when there was one run.</summary>
    internal byte[] OlderManifest { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await using var host = await HostProcess.StartAsync(_folder.Path);
        using (var session = await Session.OpenAsync(host.Address))
        {
            for (var batch = 0; batch < LargeContent.Batches; batch++)
            {
                await WriteAsync(session, batch);
                if (batch == FirstSliceBatches)
                    OlderManifest = await ManifestAfterAsync(session, 1);
            }

            await ManifestAfterAsync(session, Runs);
            TailEntries = (await session.Queries.StatsAsync(new StatsRequest(), session.Options)).TailEntries;
            (Root, Entries) = await LogAudit.ReadAsync(session);
            Newest = NewestOf(Entries);
        }

        Assert.Equal(0, await host.StopAsync());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    internal TemporaryFolder Copy()
    {
        var folder = new TemporaryFolder();
        folder.Fill(Path);
        return folder;
    }

    /// <summary>Waits until the index has so many runs.</summary>
    internal static async Task WaitForRunsAsync(Session session, int runs)
    {
        while ((await session.Queries.StatsAsync(new StatsRequest(), session.Options)).Runs.Count < runs)
            await Task.Delay(TimeSpan.FromMilliseconds(20));
    }

    private static async Task WriteAsync(Session session, int batch)
    {
        await session.Client.SetBatchAsync(LargeContent.Batch(batch), session.Options);
        if (!LargeContent.Pointing.Contains(batch))
            return;
        foreach (var member in LargeContent.Members(batch))
            await session.Client.ZAddAsync(member, session.Options);
        foreach (var reference in LargeContent.References(batch))
            await session.Client.ReferenceAsync(reference, session.Options);
    }

    private async Task<byte[]> ManifestAfterAsync(Session session, int runs)
    {
        await WaitForRunsAsync(session, runs);
        return await File.ReadAllBytesAsync(_folder.File("defaultdb/index/manifest"));
    }

    private static Dictionary<ByteString, Item> NewestOf(IEnumerable<Item> entries)
    {
        var newest = new SortedDictionary<string, Item>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => IsPlain(entry.Key.ToStringUtf8())))
            newest[entry.Key.ToStringUtf8()] = entry;
        return newest.Values.ToDictionary(entry => entry.Key);
    }

    // By the names in LargeContent; all are ASCII, so that they order as their bytes do.
    private static bool IsPlain(string key) =>
        key.StartsWith("key ", StringComparison.Ordinal) || key.StartsWith("hot ", StringComparison.Ordinal);
}
