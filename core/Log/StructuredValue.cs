namespace ImmuFunctions.Core.Log;

/// <summary>A value as immudb's clients wrap it: proto3 <c>Content { uint64 timestamp = 1; bytes payload = 2; }</c>.</summary>
/// <remarks>
/// <para><c>08 ‖ varint(timestamp) ‖ 12 ‖ varint(payload bytes) ‖ payload</c>, the last three left out if there is no payload.
/// The shortest form alone counts, so that a value which merely looks alike is taken as it stands.</para>
/// <para>Behind that may stand a client's signature (<see cref="SignedValue"/>), and nothing else.</para>
/// </remarks>
public static class StructuredValue
{
    private const byte TimestampTag = (1 << 3) | 0;
    private const byte PayloadTag = (2 << 3) | 2;

    /// <summary>Reads a value that is exactly such a message in its shortest form, with a timestamp, signed or not.</summary>
    /// <param name="value">Bytes from anywhere.</param>
    /// <param name="timestamp">Unix seconds, not 0.</param>
    /// <param name="payload">Inside <paramref name="value"/>; empty if the message has none.</param>
    /// <returns>False for any other bytes. True says nothing of who made the signature.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out ulong timestamp, out ReadOnlySpan<byte> payload)
    {
        var isContent = SignedValue.Read(value, out var content) is ValueForm.Structured or ValueForm.WithSignature;
        timestamp = isContent ? content.Timestamp : 0;
        payload = isContent ? content.Payload : default;
        return isContent;
    }

    /// <summary>Reads timestamp and payload from the front of <paramref name="value"/>.</summary>
    /// <param name="value">Bytes from anywhere.</param>
    /// <param name="timestamp">Unix seconds, not 0.</param>
    /// <param name="payload">Inside <paramref name="value"/>.</param>
    /// <param name="rest">What follows them.</param>
    /// <returns>False if they are not there in their shortest form.</returns>
    internal static bool TryReadFields(ReadOnlySpan<byte> value, out ulong timestamp, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> rest)
    {
        payload = rest = default;
        timestamp = 0;
        var at = 1;
        if (value.IsEmpty || value[0] != TimestampTag || !Varint.TryRead(value, ref at, out timestamp) || timestamp == 0) return false;

        if (at < value.Length && value[at] == PayloadTag)
        {
            at++;
            if (!Varint.TryRead(value, ref at, out var length) || length == 0 || length > (ulong)(value.Length - at)) return false;
            payload = value.Slice(at, (int)length);
            at += payload.Length;
        }

        rest = value[at..];
        return true;
    }

    /// <summary>Bytes that timestamp and payload take.</summary>
    internal static int FieldsLength(ulong timestamp, int payloadLength) =>
        1 + Varint.Length(timestamp) + (payloadLength == 0 ? 0 : 1 + Varint.Length((ulong)payloadLength) + payloadLength);

    /// <summary>Writes timestamp and payload at the start of <paramref name="destination"/>; returns the bytes written.</summary>
    internal static int WriteFields(ulong timestamp, ReadOnlySpan<byte> payload, Span<byte> destination)
    {
        destination[0] = TimestampTag;
        var at = 1 + Varint.Write(timestamp, destination[1..]);
        if (payload.IsEmpty) return at;

        destination[at++] = PayloadTag;
        at += Varint.Write((ulong)payload.Length, destination[at..]);
        payload.CopyTo(destination[at..]);
        return at + payload.Length;
    }
}
