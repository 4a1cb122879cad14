namespace ImmuFunctions.Ledger.Tests.Auditing;

/// <summary>What a case of tampering works on.</summary>
/// <param name="Shape">How the ledger was made up.</param>
/// <param name="Image">The ledger, to be changed.</param>
/// <param name="Forked">The same ledger with other entries from <see cref="ForkedAt"/> on, signed by the same key.</param>
/// <param name="Resigned">The same ledger, signed by another key.</param>
/// <param name="Older">The same ledger as it was before its last entries.</param>
internal sealed record TamperContext(LedgerShape Shape, LedgerImage Image, LedgerImage Forked, LedgerImage Resigned, LedgerImage Older)
{
    public ulong ForkedAt => ForkOf(Shape);

    public static ulong ForkOf(LedgerShape shape) => (ulong)(shape.Entries * 2 / 3);

    /// <summary>An entry that is no set member.</summary>
    public ulong Middle => (ulong)Shape.Entries / 2;

    public bool HasRuns => Image.Runs.Any();

    public bool Has(string name) => Image.Files.ContainsKey(name);

    /// <summary>Changes the last byte of an entry's value.</summary>
    public void FlipValue(ulong index)
    {
        (string segment, _, int record, int length) = Image.Find(index);
        Image.Flip(segment, record + length - 1);
    }

    /// <summary>Changes a byte of an entry's record, and the frame's checksum with it.</summary>
    public void FlipMended(ulong index, int offset)
    {
        (string segment, int frame, int record, int length) = Image.Find(index);
        Image.Flip(segment, record + (offset < 0 ? length + offset : offset));
        Image.Mend(segment, frame);
    }

    /// <summary>Puts another image in the place of this.</summary>
    public void ReplaceBy(LedgerImage other)
    {
        Image.Files.Clear();
        foreach ((string name, byte[] bytes) in other.Copy().Files)
            Image.Files.Add(name, bytes);
    }
}
