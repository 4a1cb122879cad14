using System.Buffers.Binary;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Dumps;

public sealed class DumpTests
{
    [Fact]
    public async Task Dump_EmptyLog_IsAStreamWithoutMessages()
    {
        await using var server = await TestServer.OpenAsync();

        Assert.Empty(await server.DumpAsync());
    }

    [Fact]
    public async Task Dump_OnePlainEntry_HasTheVectorsRecord()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("a", "1");

        List<DumpKV> records = await RecordsAsync(server);

        Assert.Contains(records, record => record.ToByteArray().AsSpan().SequenceEqual(Vectors.Section("dump").Bytes("kv")));
    }

    [Fact]
    public async Task Dump_AllKinds_AreInKeyOrderVersionsNewestFirst()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("A", "old");
        await server.SetAsync("A", "new");
        await server.ReferenceAsync("r", "A");

        List<DumpKV> records = await RecordsAsync(server);

        Assert.Equal(
            [
                "\0\0\0\0\0\0\0\0\0\0", "\0\0\0\0\0\0\0\0\0\x1", "\0\0\0\0\0\0\0\0\0\x2", "\0\x1\0\0\0\0\0\0\0\0", "\0\x2\0\0\0\0\0\0\0\0",
                "A", "A", Requests.FlushMark, "r",
            ],
            records.Select(record => Bytes.Text(record.Key)));
        Assert.Equal(
            ["\xff", "\xff", "\xff", "\xff", "\xff", "\0", "\0", "\0", "\x1"], records.Select(record => Bytes.Text(record.UserMeta)));
        Assert.Equal([2UL, 1UL, 3UL], records.Skip(5).Where(record => record.Version > 0).Select(record => record.Version));
        Assert.Equal("\0\0\0\0\0\0\0\x2new", Bytes.Text(records[5].Value));
        Assert.Equal("\0\0\0\0\0\0\0\x3", Bytes.Text(records[7].Value));
        Assert.Equal("\0\0\0\0\0\0\0\x3\x41\0\0\0\0\0\0\0\0\0", Bytes.Text(records[8].Value));
    }

    [Fact]
    public async Task Dump_LeafRecord_IsItsDigestAndKey()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("key", "value");
        await server.SetAsync("key", "value");

        List<DumpKV> records = await RecordsAsync(server);

        Assert.Equal(
            "622e82a642482c58969203bada744097c9dfff2ff31436c7d95721737c5eeda9" + "6b6579", Convert.ToHexStringLower(records[1].Value.Span));
        Assert.Equal((await server.CurrentRootAsync()).Payload.Root, records[2].Value);
    }

    [Fact]
    public async Task Dump_AllKeysBeforeTheFlushMark_EndsWithIt()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("A", "1");

        Assert.Equal(Requests.FlushMark, Bytes.Text((await RecordsAsync(server))[^1].Key));
    }

    [Fact]
    public async Task Dump_LargeDatabase_ComesInMessagesOfAtMostOneMebibyte()
    {
        await using var server = await TestServer.OpenAsync();
        for (int i = 0; i < 40; i++)
            await server.SetAsync(new KeyValue { Key = Bytes.Of($"k{i:00}"), Value = Bytes.Of('v', 100_000) });

        List<DumpKVList> messages = await server.DumpAsync();

        Assert.InRange(messages.Count, 4, 5);
        Assert.All(messages, message => Assert.InRange(message.CalculateSize(), 1, 1 << 20));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"k{i:00}"), Plain(messages).Select(record => Bytes.Text(record.Key)));
    }

    [Fact]
    public async Task Dump_ValueLargerThanAMessage_GoesAlone()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetAsync("a", "1");
        await server.SetAsync(new KeyValue { Key = Bytes.Of("b"), Value = Bytes.Of('v', 2 << 20) });
        await server.SetAsync("c", "1");

        List<DumpKVList> messages = await server.DumpAsync();

        Assert.Equal(3, messages.Count);
        Assert.Equal("b", Bytes.Text(Assert.Single(messages[1].Kv).Key));
    }

    [Fact]
    public async Task Dump_EveryEntry_IsThereWithItsIndex()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync("a", "b", "a", "c", "b", "a");

        IEnumerable<DumpKV> plain = Plain(await server.DumpAsync());

        Assert.Equal([6UL, 3UL, 1UL, 5UL, 2UL, 4UL], plain.Select(record => record.Version));
        Assert.All(plain, record => Assert.Equal(record.Version, BinaryPrimitives.ReadUInt64BigEndian(record.Value.Span)));
    }

    private static async Task<List<DumpKV>> RecordsAsync(TestServer server) =>
        [.. (await server.DumpAsync()).SelectMany(message => message.Kv)];

    private static IEnumerable<DumpKV> Plain(List<DumpKVList> messages) =>
        messages.SelectMany(message => message.Kv).Where(record => record.Version > 0);
}
