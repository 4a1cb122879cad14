using FsCheck;
using FsCheck.Fluent;
using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Scans;

public sealed class ScanProperties
{
    // Few letters, so that keys, prefixes and offsets meet; ff and its neighbour, where the end of a prefix is hard to name.
    private static readonly Gen<string> Text = Gen.Elements('a', 'b', '\xfe', '\xff').ArrayOf().Resize(4).Select(letters => new string(letters));

    private static readonly Gen<(string[] Keys, string Prefix, string Offset, int Limit, bool Reverse)> Cases =
        from keys in Text.Where(key => key.Length > 0).ArrayOf().Resize(25)
        from prefix in Text
        from offset in Text
        from limit in Gen.Choose(0, 5)
        from reverse in Gen.Elements(true, false)
        select (keys, prefix, offset, limit, reverse);

    [Fact]
    public void Scan_AnyKeysAndRequest_AgreesWithTheModel() =>
        Prop.ForAll(Cases.ToArbitrary(), test =>
            ScanAsync(test.Keys, test.Prefix, test.Offset, test.Limit, test.Reverse).GetAwaiter().GetResult()
                .SequenceEqual(Model(test.Keys).Scan(test.Prefix, test.Offset, test.Limit, test.Reverse)))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void StreamScan_AnyKeysAndRequest_AgreesWithTheModel() =>
        Prop.ForAll(Cases.ToArbitrary(), test =>
            StreamAsync(test.Keys, test.Prefix, test.Offset, test.Limit, test.Reverse).GetAwaiter().GetResult()
                .SequenceEqual(Model(test.Keys).Scan(test.Prefix, test.Offset, test.Limit, test.Reverse)))
            .QuickCheckThrowOnFailure();

    private static KeyOrderModel Model(string[] keys)
    {
        var model = new KeyOrderModel();
        foreach (string key in keys)
            model.Set(key);
        return model;
    }

    private static async Task<string[]> ScanAsync(string[] keys, string prefix, string offset, int limit, bool reverse)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync(keys);
        ItemList list = await server.ScanAsync(Request(prefix, offset, limit, reverse));
        return [.. list.Items.Select(item => Bytes.Text(item.Key))];
    }

    private static async Task<string[]> StreamAsync(string[] keys, string prefix, string offset, int limit, bool reverse)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetEachAsync(keys);
        List<ItemList> messages = await server.StreamScanAsync(Request(prefix, offset, limit, reverse));
        return [.. messages.SelectMany(message => message.Items).Select(item => Bytes.Text(item.Key))];
    }

    private static ScanOptions Request(string prefix, string offset, int limit, bool reverse) =>
        new() { Prefix = Bytes.Of(prefix), Offset = Bytes.Of(offset), Limit = (ulong)limit, Reverse = reverse };
}
