using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class EntryReaderTests
{
    private static readonly byte[] Records =
        FrameBuilder.Records(("a"u8.ToArray(), "1"u8.ToArray()), ("bb"u8.ToArray(), "22"u8.ToArray()));

    [Fact]
    public void MoveNext_SoundRecords_GivesEachWithItsPlace()
    {
        var (seen, fault) = Walk(Records, 2);

        Assert.Equal(["0+5 a=1", "5+7 bb=22"], seen);
        Assert.Equal(FrameFault.None, fault);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(-1, 0)]
    public void MoveNext_OtherCountThanRecords_EndsInBadCount(int count, int reached)
    {
        var (seen, fault) = Walk(Records, count);

        Assert.Equal(reached, seen.Count);
        Assert.Equal(FrameFault.BadCount, fault);
    }

    [Fact]
    public void MoveNext_CutRecord_EndsInBadEntry()
    {
        var (seen, fault) = Walk(Records[..^1], 2);

        Assert.Single(seen);
        Assert.Equal(FrameFault.BadEntry, fault);
    }

    [Fact]
    public void MoveNext_AfterFault_StaysFalse()
    {
        var reader = new EntryReader([9, 9, 9], 1);

        Assert.False(reader.MoveNext());
        Assert.False(reader.MoveNext());
        Assert.Equal(FrameFault.BadEntry, reader.Fault);
    }

    [Fact]
    public void MoveNext_NoRecordsNoneExpected_EndsSound()
    {
        Assert.Equal(FrameFault.None, Walk([], 0).Fault);
    }

    [Fact]
    public void MoveNext_RandomBytes_NeverGoesPastThem()
    {
        Prop.ForAll<byte[], int>((bytes, count) =>
        {
            var reader = new EntryReader(bytes, count);
            var end = 0;
            while (reader.MoveNext()) end = reader.Offset + reader.Length;
            return end <= bytes.Length && (reader.Fault != FrameFault.None || end == bytes.Length);
        }).QuickCheckThrowOnFailure();
    }

    private static (List<string> Seen, FrameFault Fault) Walk(byte[] records, int count)
    {
        var seen = new List<string>();
        var reader = new EntryReader(records, count);
        while (reader.MoveNext())
            seen.Add($"{reader.Offset}+{reader.Length} {Encoding.ASCII.GetString(reader.Current.Key)}={Encoding.ASCII.GetString(reader.Current.Value)}");
        return (seen, reader.Fault);
    }
}
