using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

/// <summary>The codecs that run for every entry leave nothing for the garbage collector.</summary>
public sealed class AllocationTests
{
    private readonly byte[] _frame = new byte[FrameCodec.HeaderLength + 1_000];
    private readonly byte[] _leafData = new byte[200];
    private readonly byte[] _value = new byte[100];

    [Fact]
    public void WriteAndRead_FrameOfEntries_AllocateNothing()
    {
        WriteAndRead();
        var before = GC.GetAllocatedBytesForCurrentThread();

        WriteAndRead();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void WriteAndRead()
    {
        var end = FrameCodec.HeaderLength;
        for (var i = 0; i < 8; i++) end += EntryCodec.Encode(EntryKind.Plain, "key"u8, _value, _frame.AsSpan(end));
        FrameCodec.WriteHeader(_frame.AsSpan(0, end), FrameBuilder.Header(8));

        FrameCodec.Read(_frame, out var header, out var entries, out _);
        var reader = new EntryReader(entries, header.Count);
        while (reader.MoveNext()) LeafData.Write(header.FirstIndex, reader.Current.Key, reader.Current.Value, _leafData);
    }
}
