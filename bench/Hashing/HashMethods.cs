using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Measuring;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Bench.Hashing;

/// <summary>Nodes and leaves to hash, and the ways to do it.</summary>
internal static class HashMethods
{
    /// <summary>Digests per run: what a batch of a few thousand entries brings, and it stays in the cache.</summary>
    public const int Digests = 4096;

    private const double NodeTarget = 7;
    private const int NodeBytes = 1 + 2 * Hash.Size;

    /// <summary>Length of a leaf that is hashed, in bytes.</summary>
    public static int LeafBytes { get; } = LeafData.Length(NumberedKey.KeyBytes, EntrySource.ValueBytes);

    /// <summary>All ways this machine has, the platform's own first in each group.</summary>
    /// <exception cref="BenchmarkException">They do not agree.</exception>
    public static IReadOnlyList<HashMethod> Create() => [.. Nodes(), .. Leaves()];

    private static IEnumerable<HashMethod> Nodes()
    {
        var children = new Hash[2 * Digests];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(children.AsSpan()));
        var messages = new byte[Digests * NodeBytes];
        for (var i = 0; i < Digests; i++)
        {
            messages[i * NodeBytes] = 0x01;
            Hash.AsBytes(children.AsSpan(2 * i, 2)).CopyTo(messages.AsSpan((i * NodeBytes) + 1));
        }

        return Group("node", messages, NodeBytes, NodeTarget, (path, digests) => Sha256Batch.HashNodes(path, children, digests));
    }

    private static IEnumerable<HashMethod> Leaves()
    {
        var messages = new byte[Digests * LeafBytes];
        RandomNumberGenerator.Fill(messages);
        MessageRange[] ranges = [.. Enumerable.Range(0, Digests).Select(i => new MessageRange(i * LeafBytes, LeafBytes))];
        return Group($"leaf of {LeafBytes} bytes", messages, LeafBytes, null, (path, digests) => Sha256Batch.Hash(path, messages, ranges, digests));
    }

    private static IEnumerable<HashMethod> Group(string group, byte[] messages, int length, double? target, Action<Sha256Path, Hash[]> batch)
    {
        var expected = new Hash[Digests];
        HashAlone(messages, length, expected);
        yield return new HashMethod(group, "SHA256.HashData", null, () => HashAlone(messages, length, expected));
        foreach (var path in Enum.GetValues<Sha256Path>().Where(Sha256Batch.IsSupported))
        {
            var digests = new Hash[Digests];
            batch(path, digests);
            if (!digests.AsSpan().SequenceEqual(expected))
                throw new BenchmarkException($"{path} computes other digests of a {group}");
            yield return new HashMethod(group, path.ToString(), path == Sha256Path.SixteenLanes ? target : null, () => batch(path, digests));
        }
    }

    private static void HashAlone(byte[] messages, int length, Hash[] digests)
    {
        var output = MemoryMarshal.AsBytes(digests.AsSpan());
        for (var i = 0; i < digests.Length; i++)
            SHA256.HashData(messages.AsSpan(i * length, length), output.Slice(i * Hash.Size, Hash.Size));
    }
}
