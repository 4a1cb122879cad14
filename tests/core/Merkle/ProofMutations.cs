using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Tests.Merkle;

/// <summary>Every small way to spoil a proof.</summary>
public static class ProofMutations
{
    /// <summary>The hash with one bit changed.</summary>
    public static Hash Flip(Hash hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return Hash.FromBytes(bytes);
    }

    /// <summary>The path with an element changed, dropped, added or swapped with its neighbour.</summary>
    public static IEnumerable<Hash[]> Of(Hash[] path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            yield return [.. path[..i], Flip(path[i], (i * 37) % 256), .. path[(i + 1)..]];
            yield return [.. path[..i], .. path[(i + 1)..]];
            yield return [.. path[..i], path[i], .. path[i..]];
            if (i > 0 && path[i] != path[i - 1])
                yield return [.. path[..(i - 1)], path[i], path[i - 1], .. path[(i + 1)..]];
        }

        yield return [default, .. path];
        yield return [.. path, default];
        yield return [.. path, .. Enumerable.Repeat(Hash.EmptyTree, 100)];
    }
}
