namespace ImmuFunctions.Core.Log;

/// <summary>Walks the entry records of a frame, front to back, without allocating.</summary>
/// <remarks>
/// <code>
/// var reader = new EntryReader(entries, header.Count);
/// while (reader.MoveNext()) Use(reader.Current);
/// if (reader.Fault != FrameFault.None) … the frame is damaged
/// </code>
/// </remarks>
public ref struct EntryReader
{
    private readonly ReadOnlySpan<byte> _entries;
    private int _remaining;
    private int _next;

    /// <summary>Starts before the first record.</summary>
    /// <param name="entries">The records, as <see cref="FrameCodec"/> gave them; hostile bytes are answered, never thrown.</param>
    /// <param name="count">How many there should be: the frame's <see cref="FrameHeader.Count"/>.</param>
    public EntryReader(ReadOnlySpan<byte> entries, int count)
    {
        _entries = entries;
        _remaining = count;
    }

    /// <summary>The entry reached by the last <see cref="MoveNext"/> that was true.</summary>
    public EntryView Current { get; private set; }

    /// <summary>Bytes from the start of the records to the current one.</summary>
    public int Offset { get; private set; }

    /// <summary>Bytes of the current record.</summary>
    public int Length { get; private set; }

    /// <summary>Why <see cref="MoveNext"/> answered false: <see cref="FrameFault.None"/> at the proper end,
    /// <see cref="FrameFault.BadEntry"/> at a damaged record, <see cref="FrameFault.BadCount"/> when there are more or fewer records than promised.</summary>
    public FrameFault Fault { get; private set; }

    /// <summary>Goes to the next record; false at the end or at damage.</summary>
    public bool MoveNext()
    {
        if (Fault != FrameFault.None) return false;
        if (_remaining <= 0 || _next == _entries.Length)
        {
            if (_remaining != 0 || _next != _entries.Length) Fault = FrameFault.BadCount;
            return false;
        }

        if (EntryCodec.Decode(_entries[_next..], out var entry, out var length) != EntryFault.None)
        {
            Fault = FrameFault.BadEntry;
            return false;
        }

        Current = entry;
        Offset = _next;
        Length = length;
        _next += length;
        _remaining--;
        return true;
    }
}
