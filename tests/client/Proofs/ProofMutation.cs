using Google.Protobuf;
using Google.Protobuf.Collections;
using Immudb.Schema;

namespace ImmuFunctions.Client.Tests.Proofs;

/// <summary>Every small change of a proof.</summary>
internal static class ProofMutation
{
    /// <summary>Each byte of each hash flipped, hashes cut and padded, paths cut and extended, numbers moved.</summary>
    public static IEnumerable<(string What, Proof Proof)> All(Proof good)
    {
        foreach ((string what, ByteString changed) in Hashes(good.Leaf))
            yield return ($"leaf {what}", With(good, proof => proof.Leaf = changed));
        foreach ((string what, ByteString changed) in Hashes(good.Root))
            yield return ($"root {what}", With(good, proof => proof.Root = changed));
        foreach ((string what, Action<RepeatedField<ByteString>> change) in Paths(good.InclusionPath))
            yield return ($"inclusion {what}", With(good, proof => change(proof.InclusionPath)));
        foreach ((string what, Action<RepeatedField<ByteString>> change) in Paths(good.ConsistencyPath))
            yield return ($"consistency {what}", With(good, proof => change(proof.ConsistencyPath)));
        foreach (ulong number in Numbers(good.Index))
            yield return ($"index {number}", With(good, proof => proof.Index = number));
        // A size is only proved as far as it gives the paths their shape; these sizes give others.
        foreach (ulong number in Numbers(good.At).Where(number => number <= good.At / 2 || number > 2 * good.At))
            yield return ($"at {number}", With(good, proof => proof.At = number));
    }

    public static IEnumerable<(string What, ByteString Changed)> Hashes(ByteString good)
    {
        for (int i = 0; i < good.Length; i++)
        {
            byte[] flipped = good.ToByteArray();
            flipped[i] ^= 0x10;
            yield return ($"byte {i}", ByteString.CopyFrom(flipped));
        }

        yield return ("empty", ByteString.Empty);
        yield return ("cut", ByteString.CopyFrom(good.Span[..^1]));
        yield return ("padded", ByteString.CopyFrom([.. good.Span, 0]));
    }

    public static IEnumerable<(string What, Action<RepeatedField<ByteString>> Change)> Paths(RepeatedField<ByteString> good)
    {
        for (int i = 0; i < good.Count; i++)
        {
            int at = i;
            foreach ((string what, ByteString changed) in Hashes(good[at]))
                yield return ($"{at} {what}", path => path[at] = changed);
            yield return ($"without {at}", path => path.RemoveAt(at));
            yield return ($"{at} twice", path => path.Insert(at, path[at]));
        }

        yield return ("extended", path => path.Add(ByteString.CopyFrom(new byte[32])));
        yield return ("far too long", path => path.AddRange(Enumerable.Repeat(ByteString.CopyFrom(new byte[32]), 100_000)));
    }

    public static IEnumerable<ulong> Numbers(ulong good) =>
        new[] { good + 1, good - 1, good + 2, good << 1, good >> 1, 0UL, 1UL << 63, ulong.MaxValue }.Distinct().Where(number => number != good);

    private static Proof With(Proof good, Action<Proof> change)
    {
        Proof copy = good.Clone();
        change(copy);
        return copy;
    }
}
