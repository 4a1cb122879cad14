using ImmuFunctions.Core.Log;
using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Service.Keys;

/// <summary>Which byte strings may be keys.</summary>
/// <remarks>Spec section 6. The texts name storage that is not ours, since clients know them.</remarks>
internal static class KeyRules
{
    /// <summary>The longest stored key, in bytes; for a sorted-set member the composed key.</summary>
    public const int MaxBytes = 65_000;

    /// <summary>A name immudb keeps for itself: nobody may write it, and a dump shows the log's size under it.</summary>
    public static ReadOnlySpan<byte> FlushMark => "IMMUDB.METADATA.LAST_FLUSHED_LEAF"u8;

    /// <summary>The first byte of immudb's tree records, which no key may have.</summary>
    public const byte TreeMark = 0;

    private static ReadOnlySpan<byte> BadgerMark => "!badger!"u8;

    /// <summary>Whether <paramref name="bytes"/> belong to immudb itself.</summary>
    public static bool IsReserved(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 0 && (bytes[0] == TreeMark || bytes.SequenceEqual(FlushMark));

    /// <summary>Whether <paramref name="bytes"/> can name nothing a client owns.</summary>
    public static bool IsEmptyOrReserved(ReadOnlySpan<byte> bytes) => bytes.IsEmpty || IsReserved(bytes);

    /// <summary>Refuses a key to be read that is empty or reserved: <c>invalid key</c>.</summary>
    public static void RequireName(ReadOnlySpan<byte> key)
    {
        if (IsEmptyOrReserved(key))
            throw ImmuErrors.InvalidKey();
    }

    /// <summary>Refuses a key that must not be written: <c>invalid key</c>, or the text about its size.</summary>
    public static void RequireStorable(ReadOnlySpan<byte> storedKey)
    {
        RequireName(storedKey);
        if (storedKey.StartsWith(BadgerMark))
            throw ImmuErrors.InvalidKey();
        if (storedKey.Length > MaxBytes)
            throw ImmuErrors.KeyTooLong(storedKey.Length);
    }

    /// <summary>Refuses the name of a sorted set: empty, reserved, or not to be told from another set's.</summary>
    public static void RequireSetName(ReadOnlySpan<byte> set)
    {
        if (IsEmptyOrReserved(set) || !SortedSetKey.IsSetName(set))
            throw ImmuErrors.InvalidSet();
    }
}
