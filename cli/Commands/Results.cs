using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Cli.Commands;

/// <summary>The fields of what a ledger gives.</summary>
internal static class Results
{
    /// <summary>Of an entry: its value as whoever wrote it meant it.</summary>
    public static IReadOnlyList<Field> Of(LedgerEntry entry) => Of(entry, entry.Value);

    /// <summary>Of an entry: its value as it is in the log.</summary>
    public static IReadOnlyList<Field> Raw(LedgerEntry entry) => Of(entry, entry.StoredValue);

    /// <summary>Of a member of a sorted set.</summary>
    public static IReadOnlyList<Field> Of(SetMember member) =>
    [
        Field.Of("score", member.Score),
        Field.Of("index", member.Entry.Index),
        Field.Of("key", member.Entry.Key.Memory),
        Field.Of(Printer.ValueField, member.Entry.Value.Memory),
        Field.Of("time", member.Entry.Time),
        Field.Of("member", member.Index),
        Field.Of("verified", member.IsVerified),
    ];

    /// <summary>Of a write.</summary>
    public static IReadOnlyList<Field> Written(ulong index, LedgerBytes key, LedgerBytes value, bool isVerified) =>
    [
        Field.Of("index", index),
        Field.Of("key", key.Memory),
        Field.Of(Printer.ValueField, value.Memory),
        Field.Of("verified", isVerified),
    ];

    /// <summary>Of a root.</summary>
    public static IReadOnlyList<Field> Of(TrustedRoot root, string database) =>
    [
        Field.Of("database", database),
        Field.Of("entries", root.Size),
        Field.Of("index", root.IsNone ? null : root.LastIndex),
        Field.Of("hash", root.Hash.ToString()),
    ];

    /// <summary>The leaf of an entry.</summary>
    public static Hash LeafOf(LedgerEntry entry) => TreeHash.Leaf(entry.Index, entry.Key.Span, entry.StoredValue.Span);

    private static IReadOnlyList<Field> Of(LedgerEntry entry, LedgerBytes value) =>
    [
        Field.Of("index", entry.Index),
        Field.Of("key", entry.Key.Memory),
        Field.Of(Printer.ValueField, value.Memory),
        Field.Of("hash", LeafOf(entry).ToString()),
        Field.Of("time", entry.Time),
        Field.Of("verified", entry.IsVerified),
    ];
}
