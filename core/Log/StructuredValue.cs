namespace ImmuFunctions.Core.Log;

/// <summary>A value as immudb's clients wrap it: proto3 <c>Content { uint64 timestamp = 1; bytes payload = 2; }</c>.</summary>
public static class StructuredValue
{
    /// <summary>Reads a value that is exactly such a message in its shortest form, with a timestamp.</summary>
    /// <param name="value">Bytes from anywhere.</param>
    /// <param name="timestamp">Unix seconds, not 0.</param>
    /// <param name="payload">Inside <paramref name="value"/>; empty if the message has none.</param>
    /// <returns>False for any other bytes.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out ulong timestamp, out ReadOnlySpan<byte> payload) => throw new NotImplementedException();
}
