using System.Buffers;
using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>A run as written, and what can be read of it.</summary>
internal sealed class WrittenRun
{
    private readonly Dictionary<(int Page, int Block), RunBlock> _blocks = [];

    public WrittenRun(IEnumerable<byte[]> rows, ulong from = 0, ulong to = 1000, int slices = 1)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new RunWriter(from, to, slices, output);
        foreach (var row in rows) writer.Add(row);
        Info = writer.Finish();
        Bytes = output.WrittenSpan.ToArray();
    }

    public RunInfo Info { get; }

    public byte[] Bytes { get; }

    public Span<byte> DirectoryBytes(int page) =>
        Bytes.AsSpan((int)Info.Pages[page].Offset + Info.Pages[page].BlockBytes, Info.Pages[page].DirectoryBytes);

    public Span<byte> BlockBytes(int page, int block)
    {
        var (offset, length) = Directory(page).Place(block);
        return Bytes.AsSpan((int)Info.Pages[page].Offset + offset, length);
    }

    public PageDirectory Directory(int page)
    {
        Assert.Equal(RunFault.None, PageDirectory.TryDecode(DirectoryBytes(page), Info.Pages[page], out var directory));
        return directory!;
    }

    public RunBlock Block(int page, int block)
    {
        if (_blocks.TryGetValue((page, block), out var known)) return known;
        Assert.Equal(RunFault.None, RunBlock.TryDecode(BlockBytes(page, block), Directory(page).Root(block), out var decoded));
        return _blocks[(page, block)] = decoded!;
    }

    /// <summary>Number of each page and block, in order.</summary>
    public IEnumerable<(int Page, int Block)> Blocks() =>
        Enumerable.Range(0, Info.Pages.Count).SelectMany(page => Enumerable.Range(0, Directory(page).BlockCount).Select(block => (page, block)));

    public IEnumerable<byte[]> Rows() => Blocks().SelectMany(at => RowsOf(Block(at.Page, at.Block)));

    public static IEnumerable<byte[]> RowsOf(RunBlock block) => Enumerable.Range(0, block.Count).Select(row => block.Row(row).ToArray());

    /// <summary>The page that holds the last row below a target or the first from it on.</summary>
    public int PageOf(byte[] target)
    {
        var page = Info.Pages.Count - 1;
        while (page > 0 && Info.Pages[page].Fence.Span.SequenceCompareTo(target) > 0) page--;
        return page;
    }

    /// <summary>The first row that is not below a target, found as a reader finds it; null if there is none.</summary>
    public byte[]? Seek(byte[] target)
    {
        if (Info.Pages.Count == 0) return null;
        var page = PageOf(target);
        var block = Directory(page).FindBlock(target);
        var row = Block(page, block).LowerBound(target);
        if (row < Block(page, block).Count) return Block(page, block).Row(row).ToArray();
        if (++block == Directory(page).BlockCount) (page, block) = (page + 1, 0);
        return page == Info.Pages.Count ? null : Block(page, block).Row(0).ToArray();
    }

    /// <summary>Reads the blob from its end, as one does who has no manifest; the first fault met.</summary>
    public static RunFault ReadAll(ReadOnlySpan<byte> blob)
    {
        var fault = RunFooter.TryReadLength(blob[^RunFooter.TrailerBytes..], out var footerBytes);
        if (fault != RunFault.None) return fault;
        if (footerBytes > blob.Length) return RunFault.BadLength;
        fault = RunFooter.TryDecode(blob[^footerBytes..], out var run);
        if (fault != RunFault.None) return fault;
        if (run!.Length != blob.Length) return RunFault.BadLength;
        foreach (var page in run.Pages)
        {
            var bytes = blob.Slice((int)page.Offset, page.BlockBytes + page.DirectoryBytes);
            fault = PageDirectory.TryDecode(bytes[page.BlockBytes..], page, out var directory);
            for (var block = 0; fault == RunFault.None && block < directory!.BlockCount; block++)
                fault = RunBlock.TryDecode(bytes.Slice(directory.Place(block).Offset, directory.Place(block).Length), directory.Root(block), out _);
            if (fault != RunFault.None) return fault;
        }

        return RunFault.None;
    }
}
