namespace ImmuFunctions.Core.Log;

/// <summary>A value as immudb's clients wrap it: proto3 <c>Content { uint64 timestamp = 1; bytes payload = 2; }</c>.</summary>
/// <remarks>
/// <c>08 ‖ varint(timestamp) ‖ 12 ‖ varint(payload bytes) ‖ payload</c>, the last three left out if there is no payload.
/// The shortest form alone counts, so that a value which merely looks alike is taken as it stands.
/// </remarks>
public static class StructuredValue
{
    private const byte TimestampTag = (1 << 3) | 0;
    private const byte PayloadTag = (2 << 3) | 2;

    /// <summary>Reads a value that is exactly such a message in its shortest form, with a timestamp.</summary>
    /// <param name="value">Bytes from anywhere.</param>
    /// <param name="timestamp">Unix seconds, not 0.</param>
    /// <param name="payload">Inside <paramref name="value"/>; empty if the message has none.</param>
    /// <returns>False for any other bytes.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out ulong timestamp, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        timestamp = 0;
        var at = 1;
        if (value.IsEmpty || value[0] != TimestampTag || !Varint.TryRead(value, ref at, out var seconds) || seconds == 0) return false;

        if (at < value.Length)
        {
            if (value[at++] != PayloadTag || !Varint.TryRead(value, ref at, out var length)) return false;
            if (length == 0 || length != (ulong)(value.Length - at)) return false;
        }

        timestamp = seconds;
        payload = value[at..];
        return true;
    }
}
