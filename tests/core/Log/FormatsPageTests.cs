using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Core.Signing;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

/// <summary>What docs/formats.md shows is what the code writes.</summary>
public sealed class FormatsPageTests
{
    private static readonly Hash Leaf0 = TreeHash.Leaf(0, "0"u8, "0"u8);
    private static readonly Hash Leaf1 = TreeHash.Leaf(1, "1"u8, "1"u8);
    private static readonly Hash Root2 = TreeHash.Node(Leaf0, Leaf1);

    [Fact]
    public void Example_EntriesFrame_IsWhatWriteHeaderWrites()
    {
        var batchId = new UInt128(0x0001020304050607, 0x08090a0b0c0d0e0f);
        var header = new FrameHeader(FrameKind.Entries, batchId, 0, 2, Hash.EmptyTree, Root2);
        var records = FrameBuilder.Records(("0"u8.ToArray(), "0"u8.ToArray()), ("1"u8.ToArray(), "1"u8.ToArray()));

        Assert.Equal(FormatsPage.Example("entries-frame"), FrameBuilder.Frame(header, records));
    }

    [Fact]
    public void Example_FrameWithRequests_IsWhatWriteHeaderWrites()
    {
        var batchId = new UInt128(0x0001020304050607, 0x08090a0b0c0d0e0f);
        var header = new FrameHeader(FrameKind.Entries, batchId, 0, 2, Hash.EmptyTree, Root2);
        var records = FrameBuilder.Records(("0"u8.ToArray(), "0"u8.ToArray()), ("1"u8.ToArray(), "1"u8.ToArray()));

        Assert.Equal(FormatsPage.Example("request-id"), Bytes(RequestId.Of("", "Set", "one")));
        Assert.Equal(FormatsPage.Example("frame-with-requests"), FrameBuilder.Frame(header, [new(RequestId.Of("", "Set", "one"), 1, 1)], records));
    }

    [Fact]
    public void Example_SealFrame_IsWhatWriteHeaderWrites()
    {
        var batchId = new UInt128(0x1011121314151617, 0x18191a1b1c1d1e1f);
        var header = new FrameHeader(FrameKind.Seal, batchId, 2, 0, Root2, Root2);

        Assert.Equal(FormatsPage.Example("seal-frame"), FrameBuilder.Frame(header, []));
    }

    [Fact]
    public void Example_Tree_IsWhatTreeHashGives()
    {
        var leafData = new byte[LeafData.Length(1, 1)];
        LeafData.Write(0, "0"u8, "0"u8, leafData);

        Assert.Equal(FormatsPage.Example("leaf-data-0"), leafData);
        Assert.Equal(FormatsPage.Example("leaf-0"), Leaf0.ToArray());
        Assert.Equal(FormatsPage.Example("leaf-1"), Leaf1.ToArray());
        Assert.Equal(FormatsPage.Example("root-2"), Root2.ToArray());
    }

    [Fact]
    public void Example_ReferenceAndSortedSetKey_AreWhatEncodeGives()
    {
        Assert.Equal(FormatsPage.Example("reference"), ReferenceValue.Encode("greeting"u8, 3));
        Assert.Equal(FormatsPage.Example("sorted-set-key"), SortedSetKey.Encode("s"u8, 1.5, "greeting"u8, null));
    }

    [Fact]
    public void Example_PositionTile_IsWhatEncodeStartsWith()
    {
        var example = FormatsPage.Example("position-tile");
        EntryPosition[] positions =
            [.. Enumerable.Range(0, PositionTile.Width).Select(i => new EntryPosition(0, FrameCodec.HeaderLength + (5 * i), 5))];

        Assert.Equal(example, PositionTile.Encode(0, positions)[..example.Length]);
    }

    [Fact]
    public void Example_IndexRows_AreWhatWriteGives()
    {
        var tail = new RowTail(1, EntryKind.Plain, new EntryPosition(0, FrameCodec.HeaderLength + 5, 5));
        var memberTail = new RowTail(300, EntryKind.SortedSetMember, new EntryPosition(0, 1_000, 60));

        Assert.Equal(FormatsPage.Example("index-row-key"), Row(IndexRows.KeyGroup("1"u8), tail));
        Assert.Equal(FormatsPage.Example("index-row-value"), Row(IndexRows.ValueGroup("1"u8, "1"u8), tail));
        Assert.Equal(FormatsPage.Example("index-row-member"), Row(IndexRows.MemberGroup("s"u8, 1.5, "greeting"u8, null), memberTail));
        Assert.Equal(FormatsPage.Example("index-row-escaped"), IndexRows.KeyGroup("a\0\0b"u8));
    }

    [Fact]
    public void Example_RootPayload_IsWhatEncodeGives()
    {
        Assert.Equal(FormatsPage.Example("root-payload"), RootPayload.Encode(2, Root2));
    }

    [Fact]
    public void Example_ClientSignature_IsTrustedForWhatThePageSays()
    {
        var value = FormatsPage.Example("client-signature-value");
        Assert.Equal(ValueForm.WithSignature, SignedValue.Read(value, out var read));
        var signers = new TrustedSigners([P256PublicKey.TryFromPoint(read.PublicPoint)!]);

        Assert.True(signers.Judge("defaultdb", "greeting"u8, value).IsTrusted);
        Assert.Equal(FormatsPage.Example("client-signature-digest"), System.Security.Cryptography.SHA256.HashData(FormatsPage.Example("client-signature-message")));
        Assert.Equal(FormatsPage.Example("client-signature-digest"), ValueDigest.Of("defaultdb", "greeting"u8, 1_607_431_880, "hello"u8).ToArray());
    }

    [Fact]
    public void Names_OnPage_AreWhatFormatGives()
    {
        Assert.Equal("log/00000000000000000000.seg", SegmentName.Format(0));
        Assert.Equal("tile/0/067", TilePath.Format(new TileId(0, 67)));
        Assert.Equal("tile/1/x001/x234/067", TilePath.Format(new TileId(1, 1_234_067)));
        Assert.Equal("tile/0/005.p/17", TilePath.Format(new TileId(0, 5), 17));
    }

    private static byte[] Bytes(RequestId id)
    {
        var bytes = new byte[RequestId.Size];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, id.Value);
        return bytes;
    }

    private static byte[] Row(byte[] group, RowTail tail)
    {
        var row = new byte[IndexRows.MaxLength(group.Length)];
        return row[..IndexRows.Write(group, tail, row)];
    }
}
