using System.Runtime.InteropServices;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>Bytes in memory as the stream that the SDK wants.</summary>
internal static class MemoryContent
{
    /// <summary>A stream over the bytes themselves where they lie in an array, otherwise over a copy.</summary>
    public static MemoryStream Of(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetArray(data, out ArraySegment<byte> segment) && segment.Array is { } array
            ? new MemoryStream(array, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(data.ToArray(), writable: false);
}
