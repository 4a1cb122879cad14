using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Queries;

public sealed class StreamedScanTests
{
    [Fact]
    public async Task Scan_NoLimit_StreamsMoreThanAListHolds()
    {
        await using var server = await TestServer.OpenAsync();
        const int Keys = 104_857 + 10;
        for (int from = 0; from < Keys; from += 50_000)
            await server.SetBatchAsync([.. Enumerable.Range(from, Math.Min(50_000, Keys - from)).Select(i => Requests.Kv($"{i}", ""))]);

        List<ItemList> messages = await server.StreamScanAsync(new ScanOptions());

        string[] keys = [.. messages.SelectMany(message => message.Items).Select(item => Bytes.Text(item.Key))];
        Assert.Equal(Enumerable.Range(0, Keys).Select(i => $"{i}").Order(StringComparer.Ordinal), keys);
        Assert.All(messages, message => Assert.InRange(message.CalculateSize(), 1, 64 << 10));
    }

    [Fact]
    public async Task Scan_LargeItem_IsAloneInItsMessage()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("a", "");
        await server.SetAsync("b", new string('v', 70_000));
        await server.SetAsync("c", "");

        List<ItemList> messages = await server.StreamScanAsync(new ScanOptions());

        Assert.Equal(["a", "b", "c"], messages.Select(message => Bytes.Text(Assert.Single(message.Items).Key)));
    }

    [Fact]
    public async Task Scan_NothingFound_IsAStreamWithoutMessages()
    {
        await using var server = await TestServer.OpenAsync();

        Assert.Empty(await server.StreamScanAsync(new ScanOptions()));
        Assert.Empty(await server.StreamZScanAsync(new ZScanOptions { Set = Bytes.Of("s") }));
    }

    [Fact]
    public async Task Scan_DeepReverseAndLimit_AreAsInTheList()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b", "c");
        await server.ReferenceAsync("r", "a");
        var request = new ScanOptions { Deep = true, Reverse = true, Limit = 3 };

        ItemList list = await server.ScanAsync(request);

        Assert.Equal([0UL, 2, 1], list.Items.Select(item => item.Index));
        Assert.Equal(list, Assert.Single(await server.StreamScanAsync(request)));
    }

    [Fact]
    public async Task Scans_WhatTheListsRefuse_IsRefused()
    {
        await using var server = await TestServer.OpenAsync();

        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "invalid key prefix", () => server.StreamScanAsync(new ScanOptions { Prefix = Bytes.Of("\0") }));
        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "invalid offset", () => server.StreamScanAsync(new ScanOptions { Offset = Bytes.Of("\0") }));
        await Refusal.IsAsync(StatusCode.InvalidArgument, "invalid set", () => server.StreamZScanAsync(new ZScanOptions()));
    }
}
