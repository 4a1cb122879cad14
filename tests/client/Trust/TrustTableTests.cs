using System.Text;
using Google.Protobuf;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Hashing;
using Xunit;

namespace ImmuFunctions.Client.Tests.Trust;

public sealed class TrustTableTests
{
    private static readonly Hash Some = Hash.FromBytes(Enumerable.Repeat((byte)7, 32).ToArray());

    private static readonly TrustTable Sample = TrustTable.Empty
        .With(RootLine.Verified("dc1a45lqmd2rs1qsmbgg", "defaultdb"), new TrustedRoot(12, Some))
        .With(RootLine.Verified("", "name with\ttab\nand line %"), new TrustedRoot(1UL << 63, Hash.EmptyTree))
        .With(RootLine.Audited("dc1a45lqmd2rs1qsmbgg", "defaultdb"), new TrustedRoot(3, Some) { Signature = new RootSignature(ByteString.CopyFrom(1, 2), ByteString.CopyFrom(4)) })
        .WithKey("dc1a45lqmd2rs1qsmbgg", ByteString.CopyFrom(4, 5, 6));

    [Fact]
    public void Parse_OfATable_GivesItBack()
    {
        TrustTable? parsed = TrustTable.Parse(Sample.Format(), out int badLine);

        Assert.Equal(0, badLine);
        Assert.Equal(Sample.Roots.OrderBy(root => root.Key.ToString()), parsed!.Roots.OrderBy(root => root.Key.ToString()));
        Assert.Equal(Sample.Keys, parsed.Keys);
    }

    [Fact]
    public void Format_OfATable_IsOneLineForEach()
    {
        string text = Encoding.UTF8.GetString(TrustTable.Empty.With(RootLine.Verified("s", "db"), new TrustedRoot(12, Some)).Format());

        Assert.Equal($"immufunctions-trusted-roots 1\nverified\ts\tdb\t12\t{Some}\t\t\n", text);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("immufunctions-trusted-roots 2\n", 1)]
    [InlineData("immufunctions-trusted-roots 1", 1)]
    [InlineData("immufunctions-trusted-roots 1\nverified\ts\tdb\t12\tzz\t\t\n", 2)]
    [InlineData("immufunctions-trusted-roots 1\nkey\ts\tBAU=\nkey\ts\tBAU=\n", 3)]
    [InlineData("immufunctions-trusted-roots 1\nkey\ts\tBAU=\nkey\ts", 3)]
    [InlineData("immufunctions-trusted-roots 1\nkey\ts\t\n", 2)]
    [InlineData("immufunctions-trusted-roots 1\nverified\ts\tdb\t0\te3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\t\t\n", 2)]
    public void Parse_OfADamagedTable_NamesTheLine(string text, int line)
    {
        Assert.Null(TrustTable.Parse(Encoding.UTF8.GetBytes(text), out int badLine));
        Assert.Equal(line, badLine);
    }

    // A table cut short at any byte is refused, except between two lines: there it is a table with fewer lines, and only
    // replacing files whole keeps that from happening.
    [Fact]
    public void Parse_OfATableCutShort_RefusesExceptBetweenLines()
    {
        byte[] whole = Sample.Format();

        Assert.All(Enumerable.Range(0, whole.Length), length =>
            Assert.Equal(length > 0 && whole[length - 1] == '\n', TrustTable.Parse(whole.AsSpan(0, length), out _) is not null));
    }

    [Fact]
    public void Parse_OfRandomBytes_Answers()
    {
        var random = new Random(5);
        byte[] whole = Sample.Format();

        Assert.All(Enumerable.Range(0, 5000), _ =>
        {
            byte[] bytes = [.. whole];
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            TrustTable.Parse(bytes, out int badLine);
            Assert.InRange(badLine, 0, 6);
        });
    }

    [Fact]
    public void With_OlderOrAsLong_KeepsWhatThereIs()
    {
        var line = RootLine.Verified("s", "db");
        TrustTable table = TrustTable.Empty.With(line, new TrustedRoot(5, Some));

        Assert.Same(table, table.With(line, new TrustedRoot(4, Some)));
        Assert.Same(table, table.With(line, new TrustedRoot(5, Hash.EmptyTree)));
        Assert.Same(table, table.With(line, TrustedRoot.None));
        Assert.NotSame(table, table.With(line, new TrustedRoot(6, Some)));
    }
}
