using System.Buffers.Binary;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Core.Index;

/// <summary>A <see cref="RunInfo"/> as stored in a run's footer and in the manifest.</summary>
/// <remarks>
/// <c>from u64be ‖ to u64be ‖ slices u32be ‖ rows u64be ‖ keys u64be ‖ root(32) ‖ pages u32be ‖ page rows ‖ fences</c>,
/// a page row of 44 bytes being <c>block bytes u32be ‖ directory bytes u32be ‖ fence bytes u32be ‖ root(32)</c>. Where
/// pages begin and how long the blob is follows: pages lie one after the other, then comes the footer.
/// </remarks>
internal static class RunInfoCodec
{
    private const int ToAt = sizeof(ulong);
    private const int SlicesAt = ToAt + sizeof(ulong);
    private const int RowsAt = SlicesAt + sizeof(uint);
    private const int KeysAt = RowsAt + sizeof(ulong);
    private const int RootAt = KeysAt + sizeof(ulong);
    private const int PageCountAt = RootAt + Hash.Size;
    private const int PagesAt = PageCountAt + sizeof(uint);

    private const int DirectoryBytesAt = sizeof(uint);
    private const int FenceBytesAt = DirectoryBytesAt + sizeof(uint);
    private const int PageRootAt = FenceBytesAt + sizeof(uint);
    private const int PageRowBytes = PageRootAt + Hash.Size;

    /// <summary>Bytes of a run without pages.</summary>
    public const int MinBytes = PagesAt;

    /// <summary>Bytes that a run with these pages takes.</summary>
    /// <exception cref="OverflowException">They are more than 2^31.</exception>
    public static int Length(IReadOnlyList<PageInfo> pages)
    {
        var length = PagesAt;
        foreach (var page in pages)
            length = checked(length + PageRowBytes + page.Fence.Length);
        return length;
    }

    /// <summary>Writes a run; returns the bytes written.</summary>
    /// <exception cref="ArgumentException">Its pages do not follow each other, or its length is another.</exception>
    public static int Write(RunInfo run, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, run.From);
        BinaryPrimitives.WriteUInt64BigEndian(destination[ToAt..], run.To);
        BinaryPrimitives.WriteInt32BigEndian(destination[SlicesAt..], run.Slices);
        BinaryPrimitives.WriteInt64BigEndian(destination[RowsAt..], run.Rows);
        BinaryPrimitives.WriteInt64BigEndian(destination[KeysAt..], run.Keys);
        run.Root.CopyTo(destination[RootAt..]);
        BinaryPrimitives.WriteInt32BigEndian(destination[PageCountAt..], run.Pages.Count);

        var offset = 0L;
        var (pageAt, fenceAt) = (PagesAt, PagesAt + (PageRowBytes * run.Pages.Count));
        foreach (var page in run.Pages)
        {
            if (page.Offset != offset)
                throw new ArgumentException($"A page of [{run.From}, {run.To}) begins at {page.Offset}, not where the one before it ends, {offset}.", nameof(run));
            offset += (long)page.BlockBytes + page.DirectoryBytes;
            var row = destination.Slice(pageAt, PageRowBytes);
            BinaryPrimitives.WriteInt32BigEndian(row, page.BlockBytes);
            BinaryPrimitives.WriteInt32BigEndian(row[DirectoryBytesAt..], page.DirectoryBytes);
            BinaryPrimitives.WriteInt32BigEndian(row[FenceBytesAt..], page.Fence.Length);
            page.Root.CopyTo(row[PageRootAt..]);
            page.Fence.Span.CopyTo(destination[fenceAt..]);
            pageAt += PageRowBytes;
            fenceAt += page.Fence.Length;
        }

        if (run.Length != offset + RunFooter.Length(run.Pages))
            throw new ArgumentException($"[{run.From}, {run.To}) takes {offset + RunFooter.Length(run.Pages)} bytes, not {run.Length}.", nameof(run));
        return fenceAt;
    }

    /// <summary>Reads a run and checks what follows from it alone: the range, the number and order of the pages, and that their roots give the run's.</summary>
    /// <param name="source">Bytes from anywhere; more may follow the run.</param>
    /// <param name="run">The run, or null on a fault.</param>
    /// <param name="consumed">Bytes of the run; 0 on a fault.</param>
    public static RunFault TryRead(ReadOnlySpan<byte> source, out RunInfo? run, out int consumed)
    {
        run = null;
        consumed = 0;
        if (source.Length < MinBytes) return RunFault.BadLength;
        var from = BinaryPrimitives.ReadUInt64BigEndian(source);
        var to = BinaryPrimitives.ReadUInt64BigEndian(source[ToAt..]);
        var slices = BinaryPrimitives.ReadInt32BigEndian(source[SlicesAt..]);
        var rows = BinaryPrimitives.ReadInt64BigEndian(source[RowsAt..]);
        var keys = BinaryPrimitives.ReadInt64BigEndian(source[KeysAt..]);
        var pageCount = BinaryPrimitives.ReadUInt32BigEndian(source[PageCountAt..]);
        if (from >= to || slices < 1 || (ulong)slices > to - from) return RunFault.BadContent;
        if (rows < 0 || keys < 0 || keys > rows) return RunFault.BadContent;
        if (pageCount != (rows / RunLayout.PageRows) + (rows % RunLayout.PageRows == 0 ? 0 : 1)) return RunFault.BadContent;
        if (pageCount > (uint)(source.Length - PagesAt) / PageRowBytes) return RunFault.BadLength;

        var pages = new PageInfo[pageCount];
        var fault = ReadPages(source[PagesAt..], pages, out var pageBytes, out var end);
        if (fault != RunFault.None) return fault;

        var root = Hash.FromBytes(source.Slice(RootAt, Hash.Size));
        if (Root(pages) != root) return RunFault.BadRoot;
        consumed = PagesAt + pageBytes;
        run = new RunInfo(from, to, slices, rows, keys, end + RunFooter.Length(pages), root, pages);
        return RunFault.None;
    }

    /// <summary>The RFC 6962 root over the rows of a run: that over its page roots.</summary>
    public static Hash Root(ReadOnlySpan<PageInfo> pages)
    {
        var roots = new Hash[pages.Length + RowTree.ScratchFor(pages.Length)];
        for (var i = 0; i < pages.Length; i++)
            roots[i] = pages[i].Root;
        return RowTree.Root(roots.AsSpan(0, pages.Length), roots.AsSpan(pages.Length));
    }

    private static RunFault ReadPages(ReadOnlySpan<byte> source, PageInfo[] pages, out int consumed, out long end)
    {
        (consumed, end) = (0, 0);
        var room = source.Length - (PageRowBytes * pages.Length);
        var fenceBytes = 0L;
        for (var i = 0; i < pages.Length; i++)
            fenceBytes += BinaryPrimitives.ReadUInt32BigEndian(source[((PageRowBytes * i) + FenceBytesAt)..]);
        if (fenceBytes > room) return RunFault.BadLength;

        consumed = PageRowBytes * pages.Length;
        ReadOnlyMemory<byte> fences = source.Slice(consumed, (int)fenceBytes).ToArray();
        consumed += fences.Length;
        for (var i = 0; i < pages.Length; i++)
        {
            var row = source.Slice(PageRowBytes * i, PageRowBytes);
            var blockBytes = BinaryPrimitives.ReadInt32BigEndian(row);
            var directoryBytes = BinaryPrimitives.ReadInt32BigEndian(row[DirectoryBytesAt..]);
            var fence = fences[..BinaryPrimitives.ReadInt32BigEndian(row[FenceBytesAt..])];
            fences = fences[fence.Length..];
            if (blockBytes < RunBlock.MinBytes || directoryBytes < PageDirectory.MinBytes) return RunFault.BadContent;
            // The first page begins with the lowest rows there can be, so every row has its page.
            if (i == 0 && !fence.IsEmpty) return RunFault.BadContent;
            if (i > 0 && pages[i - 1].Fence.Span.SequenceCompareTo(fence.Span) >= 0) return RunFault.OutOfOrder;

            pages[i] = new PageInfo(fence, end, blockBytes, directoryBytes, Hash.FromBytes(row[PageRootAt..]));
            end += (long)blockBytes + directoryBytes;
        }

        return RunFault.None;
    }
}
