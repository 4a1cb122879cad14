using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Core.Signing;

/// <summary>The bytes a root signature covers: immudb 0.8's <c>RootIndex</c> message in proto3 form.</summary>
/// <remarks>
/// Field 1 is the last leaf's index (<c>08 ‖ varint</c>, absent when 0), field 2 the root (<c>12 20 ‖ 32 bytes</c>).
/// An empty log has neither, so its payload is empty.
/// </remarks>
public static class RootPayload
{
    private const byte IndexTag = 0x08;
    private const byte RootTag = 0x12;

    /// <summary>The payload for a log of <paramref name="size"/> entries.</summary>
    /// <param name="size">Number of entries, not the last index.</param>
    /// <param name="root">The tree's root; not looked at when <paramref name="size"/> is 0.</param>
    public static byte[] Encode(ulong size, Hash root)
    {
        if (size == 0) return [];

        var lastIndex = size - 1;
        var indexLength = lastIndex == 0 ? 0 : 1 + Varint.Length(lastIndex);
        var payload = new byte[indexLength + 2 + Hash.Size];
        if (lastIndex != 0)
        {
            payload[0] = IndexTag;
            Varint.Write(lastIndex, payload.AsSpan(1));
        }

        payload[indexLength] = RootTag;
        payload[indexLength + 1] = Hash.Size;
        root.CopyTo(payload.AsSpan(indexLength + 2));
        return payload;
    }
}
