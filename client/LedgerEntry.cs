using Immudb.Schema;
using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client;

/// <summary>One entry of a ledger.</summary>
public sealed record LedgerEntry
{
    // The last second a DateTimeOffset can hold.
    private const ulong LastSecond = 253_402_300_799;

    /// <summary>Zero-based place in the log.</summary>
    public required ulong Index { get; init; }

    /// <summary>The key it was written under. Of what was read through a reference: the key the reference stands for.</summary>
    public required LedgerBytes Key { get; init; }

    /// <summary>What was written: the payload if an SDK wrapped it with a time, else <see cref="StoredValue"/>.</summary>
    public required LedgerBytes Value { get; init; }

    /// <summary>The bytes as they are in the log, and as the leaf is computed from.</summary>
    public required LedgerBytes StoredValue { get; init; }

    /// <summary>When it was written by the writer's own clock, in whole seconds; null if the value is not wrapped. The ledger does not check it.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Whether the ledger has proved that the entry is in its log, and that the log goes on from the one trusted.</summary>
    public bool IsVerified { get; init; }

    internal static LedgerEntry Of(Item item, bool isVerified)
    {
        Content content = StructuredContent.Unwrap(item.Value);
        return new LedgerEntry
        {
            Index = item.Index,
            Key = item.Key,
            Value = content.Payload,
            StoredValue = item.Value,
            Time = content.Timestamp is > 0 and <= LastSecond ? DateTimeOffset.FromUnixTimeSeconds((long)content.Timestamp) : null,
            IsVerified = isVerified,
        };
    }
}
