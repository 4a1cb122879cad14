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
        var seen = new SeenVersions(capacity: 10);
        for (ulong i = 0; i < 100; i++)
            seen.Note($"{i}", i);

        Assert.Null(seen.At("0", seen.Moment));
        Assert.All(Enumerable.Range(90, 10), i => Assert.Equal((ulong)i, seen.At($"{i}", seen.Moment)));
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
