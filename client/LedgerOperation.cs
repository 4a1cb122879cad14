namespace ImmuFunctions.Client;

/// <summary>One part of an atomic batch: see <see cref="LedgerClient.ExecuteAsync"/>.</summary>
/// <remarks>A reference or member whose key is set earlier in the same batch always names the version set there; any other needs an index.</remarks>
public abstract record LedgerOperation
{
    private protected LedgerOperation()
    {
    }

    /// <summary>Sets a key to a value, wrapped with the time and signed as <see cref="LedgerClient.SetAsync"/> does.</summary>
    public static LedgerOperation Set(LedgerBytes key, LedgerBytes value) => new SetOperation(key, value, IsRaw: false);

    /// <summary>Sets a key to a value as it is.</summary>
    public static LedgerOperation SetRaw(LedgerBytes key, LedgerBytes value) => new SetOperation(key, value, IsRaw: true);

    /// <summary>Makes a reference.</summary>
    /// <param name="name">The reference's own name.</param>
    /// <param name="key">What it stands for.</param>
    /// <param name="index">The version it stands for; may be left out only if the batch itself sets the key earlier.</param>
    public static LedgerOperation Reference(LedgerBytes name, LedgerBytes key, ulong? index = null) => new ReferenceOperation(name, key, index);

    /// <summary>Adds a key to a sorted set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="score">What the set is sorted by.</param>
    /// <param name="key">The member.</param>
    /// <param name="index">The version it stands for; may be left out only if the batch itself sets the key earlier.</param>
    public static LedgerOperation AddToSet(LedgerBytes set, double score, LedgerBytes key, ulong? index = null) => new MemberOperation(set, score, key, index);
}
