namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Entries that a run of the audit has read: [<paramref name="From"/>, <paramref name="To"/>).</summary>
/// <param name="From">Index of the first.</param>
/// <param name="To">One past the index of the last.</param>
/// <param name="Start">Where the walk over them began.</param>
internal readonly record struct WalkedRange(ulong From, ulong To, AuditMark Start)
{
    public bool Contains(ulong index) => index >= From && index < To;
}
