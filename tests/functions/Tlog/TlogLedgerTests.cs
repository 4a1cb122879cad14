using System.Net;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>Logs that are out of the ordinary: without key, without entries, with large entries, damaged.</summary>
public sealed class TlogLedgerTests
{
    [Fact]
    public async Task Get_LedgerThatSignsNothing_SaysSo()
    {
        await using RunningFunctions host = await RunningFunctions.StartAsync();
        await (await host.Backend.LedgersAsync(TlogHost.Ct)).Databases.Default.Ledger.AppendAsync(new[] { TlogHost.Draft("k", "v") }, TlogHost.Ct);

        foreach (string resource in (string[])["checkpoint", "receipts/0.tlog-proof"])
        {
            string problem = await TlogApiTests.AssertProblemAsync(await host.Client.GetAsync(TlogHost.Prefix + resource, TlogHost.Ct), HttpStatusCode.NotFound);
            Assert.Contains("signs nothing", problem, StringComparison.Ordinal);
        }

        Assert.Equal(32, (await host.Client.GetByteArrayAsync(TlogHost.Prefix + "tile/0/000.p/1", TlogHost.Ct)).Length);
    }

    [Fact]
    public async Task Checkpoint_NoneIsPublishedYet_IsPublished()
    {
        await using TlogHost host = await TlogHost.StartAsync();
        await host.GrowToAsync(5);
        Assert.Null(await host.Ledger.CheckpointAsync(TlogHost.Ct));

        string note = await host.Client.GetStringAsync(TlogHost.Prefix + "checkpoint", TlogHost.Ct);
        await host.GrowToAsync(9);

        Assert.Equal(5u, StrangersTree.Open(note, host.KeyText).Size);
        Assert.Equal(note, await host.Client.GetStringAsync(TlogHost.Prefix + "checkpoint", TlogHost.Ct)); // as published; it is renewed on schedule
        Assert.StartsWith(TlogHost.Origin + "\n", note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_EmptyLog_IsACheckpointAndNoTile()
    {
        await using TlogHost host = await TlogHost.StartAsync();

        Assert.Equal(0u, StrangersTree.Open(await host.Client.GetStringAsync(TlogHost.Prefix + "checkpoint", TlogHost.Ct), host.KeyText).Size);
        await TlogApiTests.AssertProblemAsync(await host.GetAsync("tile/0/000.p/1"), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Entries_OneIsTooLong_SaysWhichAndWhereToReadIt()
    {
        await using TlogHost host = await TlogHost.StartAsync();
        await host.GrowToAsync(3);
        string value = new('v', EntryBundle.MaxEntryLength);
        await host.Ledger.AppendAsync(new[] { TlogHost.Draft("large", value) }, TlogHost.Ct);

        HttpResponseMessage refused = await host.GetAsync("tile/entries/000.p/4", ("Accept-Encoding", "gzip"));
        Assert.Null(refused.Headers.ETag);
        string problem = await TlogApiTests.AssertProblemAsync(refused, HttpStatusCode.UnprocessableEntity);

        const string Elsewhere = TlogHost.Prefix + "receipts/3.tlog-proof?extra=entry";
        Assert.Contains(Elsewhere, problem, StringComparison.Ordinal);
        string receipt = await host.Client.GetStringAsync(Elsewhere, TlogHost.Ct);
        byte[] entry = Convert.FromBase64String(receipt.Split('\n')[1]["extra ".Length..]);
        Assert.True(StrangersTree.Holds(receipt, entry, host.KeyText, out _));
        Assert.Equal(16 + 5 + value.Length, entry.Length);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("tile/entries/000.p/3")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await host.GetAsync("tile/0/000.p/4")).StatusCode);
    }

    [Fact]
    public async Task Get_StorageWasChanged_IsAProblem500AndNeverAnswered()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            await using (TlogHost host = await TlogHost.StartAsync("store=folder", $"dir={folder}"))
                await host.GrowToAsync(600);
            await using TlogHost opened = await TlogHost.StartAsync("store=folder", $"dir={folder}"); // with nothing in memory yet
            Invert(folder, "tile/0/001", 40);
            Invert(folder, "log/00000000000000000000.seg", 2_000); // of an entry in the first tile

            Assert.Contains("tile/0/001", await TlogApiTests.AssertProblemAsync(await opened.GetAsync("tile/0/001"), HttpStatusCode.InternalServerError), StringComparison.Ordinal);
            Assert.Contains("entry ", await TlogApiTests.AssertProblemAsync(await opened.GetAsync("tile/entries/000"), HttpStatusCode.InternalServerError), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await opened.GetAsync("tile/0/000")).StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Checkpoint_WasChanged_IsAProblem500()
    {
        await using TlogHost host = await TlogHost.StartAsync();
        await host.GrowToAsync(5);
        await host.Ledger.PublishCheckpointAsync(TlogHost.Ct);
        IBlobStore store = (await host.Host.Backend.LedgersAsync(TlogHost.Ct)).Store.Blobs;
        BlobContent published = (await store.GetAsync("defaultdb/checkpoint", TlogHost.Ct))!;
        byte[] changed = published.Bytes.ToArray();
        changed[^20] ^= 1;
        await store.PutAsync("defaultdb/checkpoint", changed, PutCondition.IfMatch(published.Version), PutDurability.Durable, TlogHost.Ct);

        await TlogApiTests.AssertProblemAsync(await host.GetAsync("checkpoint"), HttpStatusCode.InternalServerError);
    }

    private static void Invert(string folder, string blob, int at)
    {
        string file = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Single(f => f.EndsWith("defaultdb/" + blob, StringComparison.Ordinal));
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at] ^= 0xff;
        File.WriteAllBytes(file, bytes);
    }
}
