namespace ImmuFunctions.Core.Log;

/// <summary>A value as immudb's clients wrap it: proto3 <c>Content { uint64 timestamp = 1; bytes payload = 2; }</c>.</summary>
public static class StructuredValue
{
    /// <summary>Reads a value that is exactly such a message in its shortest form, with a timestamp.</summary>
    /// <param name="value">Bytes from anywhere.</param>
    /// <param name="timestamp">Unix seconds, not 0.</param>
    /// <param name="payload">Inside <paramref name="value"/>; empty if the message has none.</param>
    /// <returns>False for any other bytes.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out ulong timestamp, out ReadOnlySpan<byte> payload)
    {
        // TEMPORARY until the rows are merged.
        timestamp = 0;
        payload = default;
        if (value.IsEmpty || value[0] != 0x08 || !TryVarint(value[1..], out timestamp, out int bytes) || timestamp == 0)
            return false;
        value = value[(1 + bytes)..];
        if (value.IsEmpty)
            return true;
        if (value[0] != 0x12 || !TryVarint(value[1..], out ulong length, out bytes) || length == 0 || (ulong)(value.Length - 1 - bytes) != length)
            return false;
        payload = value[(1 + bytes)..];
        return true;

        static bool TryVarint(ReadOnlySpan<byte> from, out ulong number, out int bytes)
        {
            number = 0;
            for (bytes = 0; bytes < Math.Min(10, from.Length);)
            {
                byte next = from[bytes];
                number |= (ulong)(next & 0x7f) << (7 * bytes++);
                if (next < 0x80)
                    return next != 0 || bytes == 1;
            }

            return false;
        }
    }
}
