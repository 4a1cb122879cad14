namespace ImmuFunctions.Ledger;

/// <summary>The ledger could not do what was asked, for a reason of one <see cref="LedgerErrorKind"/>.</summary>
public sealed class LedgerException : Exception
{
    /// <param name="kind">What kind of situation it is.</param>
    /// <param name="message">For people: what was found, where, and what to do.</param>
    /// <param name="inner">The failure underneath, if any.</param>
    public LedgerException(LedgerErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    /// <summary>What kind of situation it is.</summary>
    public LedgerErrorKind Kind { get; }

    internal static LedgerException Corrupt(string message, Exception? inner = null) =>
        new(LedgerErrorKind.Corrupt, message, inner);

    internal static LedgerException Unavailable(string message, Exception? inner = null) =>
        new(LedgerErrorKind.Unavailable, message, inner);
}
