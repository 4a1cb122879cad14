namespace ImmuFunctions.Core.Log;

/// <summary>What an entry's value means to a reader. One byte in the entry record; not part of the leaf.</summary>
public enum EntryKind : byte
{
    /// <summary>The value is the client's own bytes.</summary>
    Plain = 0,

    /// <summary>The value names another key (<see cref="ReferenceValue"/>); a read follows it one level.</summary>
    Reference = 1,

    /// <summary>The key carries set, score and target (<see cref="SortedSetKey"/>); the value names the target.</summary>
    SortedSetMember = 2,
}
