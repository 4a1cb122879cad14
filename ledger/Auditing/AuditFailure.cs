namespace ImmuFunctions.Ledger.Auditing;

/// <summary>What is wrong, and where.</summary>
/// <param name="Fault">What kind of thing.</param>
/// <param name="Blob">The blob it was found in, with its prefix; null if it concerns none in particular.</param>
/// <param name="FirstIndex">The first entry concerned; null if none can be named.</param>
/// <param name="LastIndex">The last one; null if it is not known how many are concerned.</param>
/// <param name="Expected">What should be there: a hash, a size, a key.</param>
/// <param name="Found">What is.</param>
/// <param name="What">One sentence for people. Holds no keys and no values of users.</param>
public sealed record AuditFailure(AuditFault Fault, string? Blob, ulong? FirstIndex, ulong? LastIndex, string Expected, string Found, string What)
{
    /// <summary>The entries concerned, in words.</summary>
    public string Entries => (FirstIndex, LastIndex) switch
    {
        (null, _) => "no entry in particular",
        ({ } first, { } last) when first == last => $"entry {first}",
        ({ } first, { } last) => $"entries {first} to {last}",
        ({ } first, null) => $"entries from {first} on",
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Fault}: {What} ({Entries}; expected {Expected}, found {Found})";
}
