using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

/// <summary>Frames whose requests carry ids.</summary>
public sealed class RequestTableTests
{
    private static readonly byte[] FourRecords = FrameBuilder.Records(
        ("a"u8.ToArray(), "1"u8.ToArray()), ("b"u8.ToArray(), "2"u8.ToArray()), ("c"u8.ToArray(), []), ("d"u8.ToArray(), "44"u8.ToArray()));

    private static readonly FrameRequest[] TwoRequests = [new(new RequestId(7), 0, 1), new(new RequestId(UInt128.MaxValue), 2, 2)];

    [Fact]
    public void Read_FrameWithRequests_GivesThemAndTheRecordsBack()
    {
        var header = FrameBuilder.Header(4);
        byte[] source = [.. FrameBuilder.Frame(header, TwoRequests, FourRecords), 1, 2, 3];

        var fault = FrameCodec.Read(source, out var read, out var requests, out var entries, out var length);

        Assert.Equal((FrameFault.None, header, source.Length - 3), (fault, read, length));
        Assert.Equal(TwoRequests, ListOf(requests));
        Assert.Equal(RequestTable.LengthOf(2), requests.Length);
        Assert.Equal(FourRecords, entries.ToArray());
    }

    [Fact]
    public void Read_AnyRequests_GivesThemBack()
    {
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var requests = new List<FrameRequest>();
            for (var at = random.Next(3); at < 40; at += random.Next(3))
            {
                var count = random.Next(1, 5);
                requests.Add(new FrameRequest(new RequestId(new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64())), at, count));
                at += count;
            }

            var records = FrameBuilder.Records([.. Enumerable.Range(0, 45).Select(i => (new[] { (byte)i }, Array.Empty<byte>()))]);
            var frame = FrameBuilder.Frame(FrameBuilder.Header(45), [.. requests], records);
            return FrameCodec.Read(frame, out _, out var read, out var entries, out _) == FrameFault.None
                && ListOf(read).SequenceEqual(requests)
                && entries.SequenceEqual(records);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void WriteHeader_NoRequests_IsVersion1AsEver()
    {
        var header = FrameBuilder.Header(4);

        Assert.Equal(FrameBuilder.Frame(header, FourRecords), FrameBuilder.Frame(header, [], FourRecords));
        Assert.Equal(1, FrameBuilder.Frame(header, [], FourRecords)[12]);
        Assert.Equal(2, FrameBuilder.Frame(header, TwoRequests, FourRecords)[12]);
    }

    [Fact]
    public void Read_EverySingleBitFlip_IsDetected()
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(4), TwoRequests, FourRecords);

        Assert.All(Enumerable.Range(0, frame.Length * 8), bit =>
        {
            var flipped = frame.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.NotEqual(FrameFault.None, FrameCodec.Read(flipped, out var header, out var requests, out var entries, out _));
            Assert.Equal((default, 0, 0), (header, requests.Count, entries.Length));
        });
    }

    [Theory]
    [InlineData("00000000")]                                                          // no request
    [InlineData("00000003")]                                                          // more than there is room for
    [InlineData("ffffffff")]
    [InlineData("80000000")]
    [InlineData("00000001 00000000000000000000000000000007 00000000 00000000")]       // of no entry
    [InlineData("00000001 00000000000000000000000000000007 00000000 00000005")]       // of five of four entries
    [InlineData("00000001 00000000000000000000000000000007 00000004 00000001")]       // behind them
    [InlineData("00000001 00000000000000000000000000000007 ffffffff 00000001")]
    [InlineData("00000001 00000000000000000000000000000007 7fffffff 7fffffff")]
    [InlineData("00000001 00000000000000000000000000000007 00000000 ffffffff")]
    [InlineData("00000002 00000000000000000000000000000007 00000002 00000002 00000000000000000000000000000008 00000000 00000001")] // turned round
    [InlineData("00000002 00000000000000000000000000000007 00000000 00000002 00000000000000000000000000000008 00000001 00000001")] // overlapping
    public void Read_ImpossibleTableUnderASoundChecksum_IsBadRequests(string table)
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(4), TwoRequests, FourRecords);
        Convert.FromHexString(table.Replace(" ", "", StringComparison.Ordinal)).CopyTo(frame, FrameCodec.HeaderLength);
        FrameBuilder.Repair(frame);

        Assert.Equal(FrameFault.BadRequests, FrameCodec.Read(frame, out _, out var requests, out _, out _));
        Assert.Equal(0, requests.Count);
    }

    [Theory]
    [InlineData(13, "02", FrameFault.BadSeal)] // a seal with requests
    [InlineData(38, "00000000", FrameFault.BadRequests)]
    [InlineData(38, "ffffffff", FrameFault.BadRequests)]
    [InlineData(38, "00000007", FrameFault.BadCount)] // their bytes hold six records at most
    public void Read_HeaderThatDoesNotFitTheRequests_NamesFault(int at, string hex, FrameFault expected)
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(4), TwoRequests, FourRecords);
        Convert.FromHexString(hex).CopyTo(frame, at);
        FrameBuilder.Repair(frame);

        Assert.Equal(expected, FrameCodec.Read(frame, out _, out _, out _));
    }

    [Fact]
    public void Read_HeaderAloneAsVersion2_IsBadRequests()
    {
        var seal = FrameBuilder.Frame(FrameBuilder.SealHeader(), []);
        seal[12] = 2;
        FrameBuilder.Repair(seal);

        Assert.Equal(FrameFault.BadRequests, FrameCodec.Read(seal, out _, out _, out _));
    }

    [Fact]
    public void Read_DamagedAndChecksumMadeToFit_IsAnsweredNotThrown()
    {
        var frame = FrameBuilder.Frame(FrameBuilder.Header(4), TwoRequests, FourRecords);

        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var damaged = frame.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(12, damaged.Length)] = (byte)random.Next(256);
            FrameBuilder.Repair(damaged);
            var fault = FrameCodec.Read(damaged, out var header, out var requests, out var entries, out _);
            if (fault != FrameFault.None)
                return requests.Count == 0 && entries.IsEmpty;

            var walk = new EntryReader(entries, header.Count);
            while (walk.MoveNext())
            {
            }

            return ListOf(requests).All(request => request.First >= 0 && request.Count >= 1 && request.First + request.Count <= header.Count);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void WriteHeader_RequestsThatDoNotFit_Throws()
    {
        Assert.Throws<ArgumentException>(() => FrameBuilder.Frame(FrameBuilder.Header(4), [new(default, 3, 2)], FourRecords));
        Assert.Throws<ArgumentException>(() => FrameBuilder.Frame(FrameBuilder.Header(4), [new(default, 0, 0)], FourRecords));
        Assert.Throws<ArgumentException>(() => FrameBuilder.Frame(FrameBuilder.Header(4), [new(default, 1, 1), new(default, 0, 1)], FourRecords));
        Assert.Throws<ArgumentException>(() => FrameCodec.WriteHeader(new byte[FrameCodec.HeaderLength + 20], FrameBuilder.Header(1), [new(default, 0, 1)]));
        Assert.Throws<ArgumentException>(() => FrameBuilder.Frame(FrameBuilder.SealHeader(), [new(default, 0, 1)], []));
    }

    private static List<FrameRequest> ListOf(RequestTable table)
    {
        var list = new List<FrameRequest>();
        for (var i = 0; i < table.Count; i++) list.Add(table[i]);
        return list;
    }
}
