using Google.Protobuf;
using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client.Writing;

/// <summary>Wraps values with the time, as immudb's clients do, and signs them if there is a signer.</summary>
/// <param name="options">Clock and signer.</param>
/// <param name="database">Signatures hold in this database.</param>
internal sealed class ValueStamp(LedgerClientOptions options, string database)
{
    /// <summary>What to send as the value.</summary>
    /// <param name="key">The entry's key.</param>
    /// <param name="value">The payload.</param>
    /// <param name="time">Null for now.</param>
    public ByteString Wrap(LedgerBytes key, LedgerBytes value, DateTimeOffset? time = null)
    {
        DateTimeOffset now = time ?? options.Time.GetUtcNow();
        return options.Signer is { } signer
            ? signer.Sign(database, key.ToByteString(), value.ToByteString(), now)
            : StructuredContent.Wrap(value.ToByteString(), now);
    }
}
