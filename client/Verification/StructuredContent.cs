using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Client.Verification;

/// <summary>Values with the time they were written, as immudb's clients wrap them before they send them.</summary>
/// <remarks>Spec section 5.4. The ledger does not look inside; the time is what the client said.</remarks>
public static class StructuredContent
{
    /// <summary>Wraps a value.</summary>
    /// <param name="payload">Any bytes.</param>
    /// <param name="now">Taken in whole seconds; after 1970.</param>
    public static ByteString Wrap(ByteString payload, DateTimeOffset now) =>
        new Content { Timestamp = (ulong)now.ToUnixTimeSeconds(), Payload = payload }.ToByteString();

    /// <summary>Unwraps a value, signed or not; one that nobody wrapped is given as it is, with time 0.</summary>
    /// <param name="value">As stored. Who signed it, <see cref="Signatures.ValueVerifier"/> says, not this.</param>
    public static Content Unwrap(ByteString value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return StructuredValue.TryParse(value.Span, out ulong timestamp, out ReadOnlySpan<byte> payload)
            ? new Content { Timestamp = timestamp, Payload = ByteString.CopyFrom(payload) }
            : new Content { Payload = value };
    }
}
