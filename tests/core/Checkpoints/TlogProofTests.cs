using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Checkpoints;

public sealed class TlogProofTests
{
    private static readonly byte[] Note = CheckpointVectors.Note(0);

    public static TheoryData<JsonElement> Good => [.. ReceiptVectors.Root.GetProperty("good").EnumerateArray()];

    public static TheoryData<JsonElement> Bad => [.. ReceiptVectors.Root.GetProperty("bad").EnumerateArray()];

    [Theory, MemberData(nameof(Good), DisableDiscoveryEnumeration = true)]
    public void Verify_ReceiptOfPythonAndOpenssl_Holds(JsonElement vector)
    {
        var fault = TlogProof.TryParse(vector.Receipt(), out var proof);

        Assert.Equal(TlogProofFault.None, fault);
        Assert.Equal(vector.GetProperty("index").GetString(), $"{proof!.Index}");
        Assert.Equal(vector.Bytes("extra_hex"), proof.Extra.ToArray());
        Assert.Equal(TlogProofFault.None, proof.Verify(vector.Bytes("entry_hex"), ReceiptVectors.Key, out var checkpoint));
        Assert.Equal(vector.GetProperty("size").GetString(), $"{checkpoint!.Size}");
        Assert.Equal(vector.GetProperty("root_hex").GetString(), $"{checkpoint.Root}");
    }

    [Theory, MemberData(nameof(Good), DisableDiscoveryEnumeration = true)]
    public void Format_ReceiptOfPythonAndOpenssl_GivesItsBytes(JsonElement vector)
    {
        TlogProof.TryParse(vector.Receipt(), out var proof);

        Assert.Equal(vector.Receipt(), proof!.Format());
    }

    [Theory, MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void Verify_BadReceipt_SaysWhy(JsonElement vector)
    {
        var fault = TlogProof.TryParse(vector.Receipt(), out var proof);
        Checkpoint? checkpoint = null;
        if (proof is not null)
            fault = proof.Verify(vector.Bytes("entry_hex"), ReceiptVectors.Key, out checkpoint);

        Assert.Equal(vector.GetProperty("fault").GetString(), $"{fault}");
        Assert.Null(checkpoint);
    }

    [Fact]
    public void Verify_KeyOfAnotherLog_IsUnknownKey()
    {
        TlogProof.TryParse(ReceiptVectors.Root.GetProperty("good")[0].Receipt(), out var proof);

        Assert.Equal(TlogProofFault.UnknownKey, proof!.Verify(Hash.EmptyTree, CheckpointVectors.Key, out _));
    }

    [Fact]
    public void Verify_AnyBitFlipped_DoesNotHold()
    {
        var vector = ReceiptVectors.Root.GetProperty("good")[2];
        byte[] receipt = vector.Receipt(), entry = vector.Bytes("entry_hex");
        var extra = Encoding.UTF8.GetString(receipt).Split('\n')[1].Length; // of which nothing is promised

        Assert.All(Enumerable.Range(0, receipt.Length * 8).Where(bit => bit / 8 is var at && (at < 23 || at > 23 + extra)), bit =>
        {
            var changed = (byte[])receipt.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(TlogProof.TryParse(changed, out var proof) == TlogProofFault.None
                && proof!.Verify(entry, ReceiptVectors.Key, out _) == TlogProofFault.None, $"bit {bit}");
        });
    }

    [Fact]
    public void TryParse_AnyPrefix_IsRefusedOrDoesNotHold()
    {
        var vector = ReceiptVectors.Root.GetProperty("good")[4];
        var receipt = vector.Receipt();

        Assert.All(Enumerable.Range(0, receipt.Length), length => Assert.NotEqual(TlogProofFault.None, TlogProof.TryParse(receipt.AsSpan(0, length), out _)));
    }

    [Fact]
    public void TryParse_WhatFormatWrites_IsTheSame() =>
        Prop.ForAll<ulong, byte[], byte[][]>((index, extra, seeds) =>
        {
            var path = seeds.Take(TlogProof.MaxPathLength).Select(s => Hash.FromBytes(SHA256.HashData(s))).ToArray();
            var written = new TlogProof(index % TreeSize.Max, path, Note, extra);
            return TlogProof.TryParse(written.Format(), out var read) == TlogProofFault.None
                && read!.Index == written.Index && read.Path.SequenceEqual(path)
                && read.Extra.Span.SequenceEqual(extra) && read.Note.Span.SequenceEqual(Note);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("c2sp.org/tlog-proof@v1\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nextra ")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex ")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n")]
    [InlineData("c2sp.org/tlog-proof@v1\nindex 1\n\n")]
    public void TryParse_AnyBytesBehindAStart_ReturnsOrRejects(string start) =>
        Prop.ForAll<byte[]>(bytes =>
            TlogProof.TryParse([.. Encoding.ASCII.GetBytes(start), .. bytes], out var proof) == TlogProofFault.None == proof is not null).QuickCheckThrowOnFailure();

    [Fact]
    public void Constructor_PathTooLong_Refuses() =>
        Assert.Throws<ArgumentException>(() => new TlogProof(0, new Hash[TlogProof.MaxPathLength + 1], Note));
}
