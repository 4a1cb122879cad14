using Google.Protobuf;
using Google.Protobuf.Collections;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Client.Proofs;

/// <summary>Takes hashes from messages: exactly 32 bytes each, where immudb's own clients cut and pad.</summary>
internal static class WireHashes
{
    /// <summary>Hashes in the longest path of any tree.</summary>
    public const int LongestPath = 64;

    /// <summary>Copies a path.</summary>
    /// <param name="path">From the ledger.</param>
    /// <param name="hashes">Room for <see cref="LongestPath"/>.</param>
    /// <returns>False if there are too many, or one is none.</returns>
    public static bool TryCopy(RepeatedField<ByteString> path, Span<Hash> hashes)
    {
        if (path.Count > hashes.Length)
            return false;
        for (int i = 0; i < path.Count; i++)
        {
            if (!Hash.TryFromBytes(path[i].Span, out hashes[i]))
                return false;
        }

        return true;
    }

    /// <summary>Takes a path whose hashes stand without anything between them.</summary>
    /// <param name="path">From the ledger.</param>
    /// <param name="hashes">Lies in <paramref name="path"/>.</param>
    /// <returns>False if they are too many, or not whole.</returns>
    public static bool TryView(ByteString path, out ReadOnlySpan<Hash> hashes)
    {
        bool isPath = path.Length % Hash.Size == 0 && path.Length <= LongestPath * Hash.Size;
        hashes = isPath ? Hash.AsHashes(path.Span) : default;
        return isPath;
    }
}
