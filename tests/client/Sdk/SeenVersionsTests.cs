using ImmuFunctions.Client.Reading;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>What a client remembers of keys.</summary>
public sealed class SeenVersionsTests
{
    [Fact]
    public void At_OfAKeySeenBeforeAndAfter_GivesWhatWasSeenBefore()
    {
        var seen = new SeenVersions();
        long first = seen.Moment;
        seen.Note("k", 3);
        long second = seen.Moment;
        seen.Note("k", 7);
        seen.Note("k", 5);

        Assert.Null(seen.At("k", first));
        Assert.Equal(3UL, seen.At("k", second));
        Assert.Equal(7UL, seen.At("k", seen.Moment));
        Assert.Null(seen.At("other", seen.Moment));
    }

    [Fact]
    public void Note_OfMoreKeysThanFit_ForgetsTheOldest()
    {
        var seen = new SeenVersions(capacity: SeenVersions.Ways);
        for (ulong i = 0; i < 100; i++)
            seen.Note($"{i}", i);

        Assert.Null(seen.At("0", seen.Moment));
        Assert.All(Enumerable.Range(92, 8), i => Assert.Equal((ulong)i, seen.At($"{i}", seen.Moment)));
    }

    // Keys are spread over places; none is taken for another, and of the newest most are there.
    [Fact]
    public void At_OfManyKeys_GivesEachItsOwn()
    {
        var seen = new SeenVersions(capacity: 4096);
        for (ulong i = 0; i < 10_000; i++)
            seen.Note($"{i}", i);

        ulong?[] found = [.. Enumerable.Range(0, 10_000).Select(i => seen.At($"{i}", seen.Moment))];

        Assert.All(found.Select((index, i) => (index, i)), row => Assert.True(row.index is null || row.index == (ulong)row.i));
        Assert.InRange(found.Count(index => index is not null), 3500, 4096);
        Assert.InRange(found[^2000..].Count(index => index is not null), 1900, 2000);
    }

    [Fact]
    public void Note_OfSharedMemory_KeepsACopy()
    {
        var seen = new SeenVersions();
        byte[] key = [1];
        seen.Note(key, 3);
        key[0] = 2;

        Assert.Equal(3UL, seen.At(new byte[] { 1 }, seen.Moment));
    }
}
