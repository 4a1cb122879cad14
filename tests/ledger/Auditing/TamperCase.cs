using ImmuFunctions.Ledger.Auditing;

namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>One way to change what is stored.</summary>
/// <param name="Name">For people.</param>
/// <param name="Change">Changes the image.</param>
/// <param name="Faults">What an audit may call it.</param>
internal sealed record TamperCase(string Name, Action<TamperContext> Change, params AuditFault[] Faults)
{
    /// <summary>Whether a ledger has what is changed.</summary>
    public Func<TamperContext, bool> Applies { get; init; } = _ => true;

    /// <summary>The entry that the failure must name; null if it may name any, or none.</summary>
    public Func<TamperContext, ulong>? Index { get; init; }

    /// <summary>Whether an audit that remembers nothing finds it as well; null if that depends on the ledger.</summary>
    public bool? FirstFindsIt { get; init; } = true;

    /// <summary>Only files beside the blobs differ: a store in memory has none.</summary>
    public bool IsForFolders { get; init; }

    public override string ToString() => Name;
}
