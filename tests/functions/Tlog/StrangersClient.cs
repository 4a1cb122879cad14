using System.Buffers.Binary;
using System.Globalization;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>Reads a log by C2SP's tlog-tiles and believes nothing that it has not computed: it knows a prefix and a key.</summary>
internal sealed class StrangersClient(HttpClient http, string prefix, string verifierKey)
{
    private const int Width = 256;

    /// <summary>Downloads the whole log and computes its root.</summary>
    /// <returns>What was signed, what followed from the tiles, and the entries.</returns>
    public async Task<(ulong Size, byte[] Signed, byte[] Computed, List<byte[]> Entries)> DownloadAsync()
    {
        (ulong size, byte[] signed) = StrangersTree.Open(await http.GetStringAsync(prefix + "checkpoint", TlogHost.Ct), verifierKey);
        List<byte[]> leaves = await LevelAsync(0, size), level = leaves;
        for (int above = 1; level.Count >= Width; above++)
        {
            // A hash of a tile above is the root of a full one below.
            List<byte[]> hashes = await LevelAsync(above, size);
            for (int i = 0; i < level.Count / Width; i++)
                Require(StrangersTree.Root(level.Slice(i * Width, Width).ToArray()).AsSpan().SequenceEqual(hashes[i]), $"tile {above}, hash {i}");
            Require(hashes.Count == level.Count / Width, $"level {above}");
            level = hashes;
        }

        return (size, signed, StrangersTree.Root(leaves.ToArray()), await EntriesAsync(size, leaves));
    }

    /// <summary>1234067 is x001/x234/067.</summary>
    public static string PathOf(ulong number)
    {
        string path = (number % 1000).ToString("000", CultureInfo.InvariantCulture);
        for (number /= 1000; number > 0; number /= 1000)
            path = $"x{number % 1000:000}/{path}";
        return path;
    }

    private async Task<List<byte[]>> LevelAsync(int level, ulong size)
    {
        for (int i = 0; i < level; i++)
            size /= Width;
        var hashes = new List<byte[]>();
        await EachTileAsync(size, async (name, width) =>
        {
            byte[] tile = await http.GetByteArrayAsync($"{prefix}tile/{level}/{name}", TlogHost.Ct);
            Require(tile.Length == width * 32, name);
            hashes.AddRange(tile.Chunk(32));
        });
        return hashes;
    }

    private async Task<List<byte[]>> EntriesAsync(ulong size, List<byte[]> leaves)
    {
        var entries = new List<byte[]>();
        await EachTileAsync(size, async (name, width) =>
        {
            byte[] bundle = await http.GetByteArrayAsync($"{prefix}tile/entries/{name}", TlogHost.Ct);
            for (int at = 0; at < bundle.Length; at += 2 + entries[^1].Length)
                entries.Add(bundle.AsSpan(at + 2, BinaryPrimitives.ReadUInt16BigEndian(bundle.AsSpan(at))).ToArray());
        });
        Require(entries.Select(e => Convert.ToHexString(StrangersTree.Leaf(e))).SequenceEqual(leaves.Select(Convert.ToHexString)), "entries");
        return entries;
    }

    private static async Task EachTileAsync(ulong count, Func<string, int, Task> read)
    {
        for (ulong number = 0; number < count / Width; number++)
            await read(PathOf(number), Width);
        int partial = (int)(count % Width);
        if (partial > 0)
            await read($"{PathOf(count / Width)}.p/{partial}", partial);
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidDataException(what);
    }
}
