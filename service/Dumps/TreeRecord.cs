using System.Buffers.Binary;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Service.Keys;

namespace ImmuFunctions.Service.Dumps;

/// <summary>The form in which immudb stores a node of the tree among the keys.</summary>
/// <remarks>Spec section 7.14.</remarks>
internal static class TreeRecord
{
    /// <summary><c>00 ‖ level ‖ u64be(position)</c>.</summary>
    public static byte[] Key(TreeNode node)
    {
        var key = new byte[2 + sizeof(ulong)];
        key[0] = KeyRules.TreeMark;
        key[1] = (byte)node.Level;
        BinaryPrimitives.WriteUInt64BigEndian(key.AsSpan(2), node.Position);
        return key;
    }

    /// <summary>The digest; for a leaf, followed by the key of its entry.</summary>
    public static byte[] Value(TreeNode node, ReadOnlySpan<byte> entryKey)
    {
        var value = new byte[Hash.Size + entryKey.Length];
        node.Digest.CopyTo(value);
        entryKey.CopyTo(value.AsSpan(Hash.Size));
        return value;
    }
}
