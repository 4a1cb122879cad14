using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Index;
using Xunit;

namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>Damaged and hostile bytes get an answer.</summary>
public sealed class RunDamageTests
{
    private static readonly Func<byte[], RunFault>[] Decoders =
    [
        bytes => RunBlock.TryDecode(bytes, Hash.EmptyTree, out _),
        bytes => PageDirectory.TryDecode(bytes, new PageInfo(default, 0, 1_000, bytes.Length, Hash.EmptyTree), out _),
        bytes => RunFooter.TryReadLength(bytes, out _),
        bytes => RunFooter.TryDecode(bytes, out _),
        bytes => ManifestCodec.TryDecode(bytes, out _),
    ];

    [Fact]
    public void ReadAll_EveryBitFlipped_IsFound()
    {
        var run = new WrittenRun(SampleRows.Keys(130));
        Assert.Equal(RunFault.None, WrittenRun.ReadAll(run.Bytes));

        Damage.EachBit(run.Bytes, bit => Assert.True(WrittenRun.ReadAll(run.Bytes) != RunFault.None, $"bit {bit}"));
    }

    [Fact]
    public void ReadAll_CutAnywhere_IsFound()
    {
        var run = new WrittenRun(SampleRows.Keys(130));

        Assert.All(Enumerable.Range(RunFooter.TrailerBytes, run.Bytes.Length - RunFooter.TrailerBytes), length =>
        {
            Assert.NotEqual(RunFault.None, WrittenRun.ReadAll(run.Bytes.AsSpan(0, length)));
            Assert.NotEqual(RunFault.None, WrittenRun.ReadAll(run.Bytes.AsSpan(run.Bytes.Length - length)));
        });
    }

    [Fact]
    public void Block_EveryBitFlippedAndChecksumMadeToFit_IsFound()
    {
        var rows = SampleRows.Mixed(4, 20);
        var block = new WrittenRun(rows).BlockBytes(0, 0).ToArray();

        Damage.EachBit(block.AsSpan(0, block.Length - 4), bit =>
        {
            Damage.Repair(block);
            Assert.True(RunBlock.TryDecode(block, NaiveTree.Root(rows), out _) != RunFault.None, $"bit {bit}");
        });
    }

    [Fact]
    public void Directory_ChangedAndChecksumMadeToFit_HasThePagesRootOrIsRefused()
    {
        var run = new WrittenRun(SampleRows.Mixed(5, 500));
        var bytes = run.DirectoryBytes(0).ToArray();

        Prop.ForAll<int>(seed =>
        {
            var damaged = Damage.Random(bytes, new Random(seed));
            Damage.Repair(damaged);
            var page = run.Info.Pages[0] with { DirectoryBytes = damaged.Length };
            if (PageDirectory.TryDecode(damaged, page, out var directory) != RunFault.None) return directory is null;

            // What can be read of it must not throw.
            directory!.MayContain("K"u8);
            directory.FindBlock("K"u8);
            return Enumerable.Range(0, directory.BlockCount).Sum(block => directory.Place(block).Length) == page.BlockBytes
                && NaiveTree.Root([.. Enumerable.Range(0, directory.BlockCount).Select(directory.Root)]) == page.Root;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Block_ChangedAndChecksumMadeToFit_HasTheRootAskedForOrIsRefused()
    {
        var rows = SampleRows.Mixed(6, 100);
        var bytes = new WrittenRun(rows).BlockBytes(0, 0).ToArray();

        Prop.ForAll<int>(seed =>
        {
            var damaged = Damage.Random(bytes, new Random(seed));
            Damage.Repair(damaged);
            return RunBlock.TryDecode(damaged, NaiveTree.Root(rows), out var block) == RunFault.None
                ? WrittenRun.RowsOf(block!).SequenceEqual(rows, ByteStrings.Equality)
                : block is null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Footer_ChangedAndChecksumMadeToFit_NeverThrows()
    {
        var run = new WrittenRun(SampleRows.Keys(20_000));
        RunFooter.TryReadLength(run.Bytes.AsSpan(run.Bytes.Length - RunFooter.TrailerBytes), out var footerBytes);
        var bytes = run.Bytes[^footerBytes..];

        Prop.ForAll<int>(seed =>
        {
            var damaged = Damage.Random(bytes.AsSpan(0, bytes.Length - RunFooter.TrailerBytes), new Random(seed));
            var footer = Resealed(damaged);
            return RunFooter.TryDecode(footer, out var read) == RunFault.None == read is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Footer_ResealedAsItWas_IsSound()
    {
        var run = new WrittenRun(SampleRows.Keys(20_000));
        RunFooter.TryReadLength(run.Bytes.AsSpan(run.Bytes.Length - RunFooter.TrailerBytes), out var footerBytes);
        var bytes = run.Bytes[^footerBytes..];

        Assert.Equal(bytes, Resealed(bytes[..^RunFooter.TrailerBytes]));
    }

    [Fact]
    public void TryDecode_RandomBytes_NeverThrows()
    {
        Prop.ForAll<byte[]>(bytes => Decoders.All(decode => decode(bytes) != RunFault.None))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [Fact]
    public void TryDecode_RandomBytesOfTheRightLook_NeverThrows()
    {
        string[] magics = ["IMPD", "IMMF\0\0\0\u0001", ""];
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var noise = new byte[random.Next(400)];
            random.NextBytes(noise);
            // Small numbers are more likely to be taken for counts and lengths.
            for (var i = 0; i < noise.Length; i++) noise[i] = (byte)(noise[i] >> random.Next(8) << random.Next(2));
            return magics.All(magic => Decoders.All(decode =>
                decode(Damage.Summed([.. System.Text.Encoding.ASCII.GetBytes(magic), .. noise])) != RunFault.None));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    private static byte[] Resealed(byte[] run)
    {
        byte[] trailer = [0, 0, 0, 1, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(trailer.AsSpan(4), run.Length + RunFooter.TrailerBytes);
        return [.. Damage.Summed([.. run, .. trailer]), .. "IMRN"u8];
    }
}
