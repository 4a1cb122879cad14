using System.Security.Cryptography;
using ImmuFunctions.Core.Hashing;
using Xunit;

namespace ImmuFunctions.Core.Tests.Hashing;

/// <summary>Every path gives the digests of the platform's SHA-256.</summary>
public sealed class Sha256BatchTests
{
    public static TheoryData<Sha256Path> Paths => [.. Enum.GetValues<Sha256Path>()];

    [Fact]
    public void IsSupported_OfPlain_IsTrueEverywhere() => Assert.True(Sha256Batch.IsSupported(Sha256Path.Plain));

    [Fact]
    public void IsSupported_OfFastest_IsTrue() => Assert.True(Sha256Batch.IsSupported(Sha256Batch.Fastest));

    [Fact]
    public void IsSupported_OfNoSuchPath_IsFalse() => Assert.False(Sha256Batch.IsSupported((Sha256Path)99));

    [Fact]
    public void Hash_ByNoSuchPath_Throws() =>
        Assert.Throws<PlatformNotSupportedException>(() => Sha256Batch.Hash((Sha256Path)99, [], [], []));

    [Fact]
    public void HashNodes_ByNoSuchPath_Throws() =>
        Assert.Throws<PlatformNotSupportedException>(() => Sha256Batch.HashNodes((Sha256Path)99, [], []));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Hash_OfEveryLengthInOneBatch_MatchesThePlatform(Sha256Path path)
    {
        SkipUnlessSupported(path);
        var batch = MessageBatch.OfLengths(Enumerable.Range(0, 301));

        Assert.Equal(batch.Expected(), batch.Hash(path));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Hash_OfTwentyMessagesOfEachLength_MatchesThePlatform(Sha256Path path)
    {
        SkipUnlessSupported(path);

        Assert.All(Enumerable.Range(0, 301), length =>
        {
            var batch = MessageBatch.OfLengths(Enumerable.Repeat(length, 20));
            Assert.Equal(batch.Expected(), batch.Hash(path));
        });
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Hash_OfRandomBatches_MatchesThePlatform(Sha256Path path)
    {
        SkipUnlessSupported(path);
        var random = new Random(1);

        Assert.All(Enumerable.Range(0, 71), count =>
        {
            var batch = MessageBatch.OfLengths(Enumerable.Range(0, count).Select(_ => random.Next(0, random.Next(1, 1000))));
            Assert.Equal(batch.Expected(), batch.Hash(path));
        });
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Hash_OfLongAndShortMessagesInManyChunks_MatchesThePlatform(Sha256Path path)
    {
        SkipUnlessSupported(path);
        var random = new Random(2);
        var batch = MessageBatch.OfLengths(Enumerable.Range(0, 600).Select(_ => random.Next(0, 6000)));

        Assert.Equal(batch.Expected(), batch.Hash(path));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Hash_AroundTheLongestLengthHashedInLanes_MatchesThePlatform(Sha256Path path)
    {
        SkipUnlessSupported(path);
        var batch = MessageBatch.OfLengths(Enumerable.Range(4070, 70));

        Assert.Equal(batch.Expected(), batch.Hash(path));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Hash_OfMessagesSharingBytes_HashesEachWhole(Sha256Path path)
    {
        SkipUnlessSupported(path);
        var batch = new MessageBatch(new byte[100], [new(0, 100), new(10, 80), new(10, 80), new(99, 1), new(100, 0)]);

        Assert.Equal(batch.Expected(), batch.Hash(path));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void HashNodes_OfZeroToAHundredNodes_MatchesThePlatform(Sha256Path path)
    {
        SkipUnlessSupported(path);
        var random = new Random(3);

        Assert.All(Enumerable.Range(0, 101), count =>
        {
            var bytes = new byte[2 * Hash.Size * count];
            random.NextBytes(bytes);
            var parents = new Hash[count];

            Sha256Batch.HashNodes(path, Hash.AsHashes(bytes), parents);

            Assert.Equal(bytes.Chunk(2 * Hash.Size).Select(pair => Platform([1, .. pair])), parents);
        });
    }

    [Fact]
    public void Hash_WithMoreRoomThanMessages_LeavesTheRestAlone()
    {
        var digests = new Hash[3];

        Sha256Batch.Hash([1, 2, 3], [new(0, 3), new(1, 1)], digests);

        Assert.Equal([Platform([1, 2, 3]), Platform([2]), default], digests);
    }

    [Fact]
    public void Hash_WithTooFewDigests_Throws() =>
        Assert.Throws<ArgumentException>(() => Sha256Batch.Hash([1], [new(0, 1), new(0, 1)], new Hash[1]));

    [Theory]
    [InlineData(0, 11)]
    [InlineData(11, 0)]
    [InlineData(10, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Hash_OfAMessageOutsideTheBuffer_ThrowsBeforeWriting(int offset, int length)
    {
        var digests = new Hash[2];

        Assert.Throws<ArgumentException>(() => Sha256Batch.Hash(new byte[10], [new(0, 1), new(offset, length)], digests));
        Assert.Equal(new Hash[2], digests);
    }

    [Fact]
    public void Hash_IntoItsOwnBuffer_Throws()
    {
        var digests = new Hash[2];

        Assert.Throws<ArgumentException>(() => Sha256Batch.Hash(Hash.AsBytes(digests), [new(0, 8)], digests));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    [InlineData(0, 1)]
    [InlineData(2, 0)]
    public void HashNodes_OfLengthsThatDoNotFit_Throws(int children, int parents) =>
        Assert.Throws<ArgumentException>(() => Sha256Batch.HashNodes(new Hash[children], new Hash[parents]));

    [Fact]
    public void HashNodes_IntoItsOwnChildren_Throws()
    {
        var hashes = new Hash[4];

        Assert.Throws<ArgumentException>(() => Sha256Batch.HashNodes(hashes, hashes.AsSpan(2, 2)));
    }

    private static Hash Platform(byte[] message) => Hash.FromBytes(SHA256.HashData(message));

    private static void SkipUnlessSupported(Sha256Path path) =>
        Assert.SkipUnless(Sha256Batch.IsSupported(path), $"This machine cannot hash by {path}.");

    private sealed record MessageBatch(byte[] Buffer, MessageRange[] Messages)
    {
        public static MessageBatch OfLengths(IEnumerable<int> lengths)
        {
            var offset = 0;
            var messages = new List<MessageRange>();
            foreach (var length in lengths)
            {
                messages.Add(new MessageRange(offset, length));
                offset += length;
            }

            var buffer = new byte[offset];
            new Random(offset).NextBytes(buffer);
            return new MessageBatch(buffer, [.. messages]);
        }

        public IEnumerable<Hash> Expected() =>
            Messages.Select(message => Platform(Buffer[message.Offset..(message.Offset + message.Length)]));

        public Hash[] Hash(Sha256Path path)
        {
            var digests = new Hash[Messages.Length];
            Sha256Batch.Hash(path, Buffer, Messages, digests);
            return digests;
        }
    }
}
