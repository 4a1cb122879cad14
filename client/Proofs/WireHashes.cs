using Google.Protobuf;
using Google.Protobuf.Collections;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Client.Proofs;

/// <summary>Takes hashes from messages: exactly 32 bytes each, where immudb's own clients cut and pad.</summary>
internal static class WireHashes
{
    /// <summary>Hashes in the longest path of any tree.</summary>
    public const int LongestPath = 64;

    /// <returns>Null if there are too many, or one is none.</returns>
    public static Hash[]? Path(RepeatedField<ByteString> path)
    {
        if (path.Count > LongestPath)
            return null;
        var hashes = new Hash[path.Count];
        for (int i = 0; i < hashes.Length; i++)
        {
            if (!Hash.TryFromBytes(path[i].Span, out hashes[i]))
                return null;
        }

        return hashes;
    }
}
