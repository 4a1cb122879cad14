using System.Buffers.Binary;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Checkpoints;

public sealed class VerifierKeyTests
{
    // The public log of the Sigstore project; c0d23d6a… is how its entries name it.
    private const string Rekor =
        "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=";

    [Fact]
    public void TryParse_KeyOfOpenssl_HasItsIdAndPoint()
    {
        var key = VerifierKey.TryParse(CheckpointVectors.KeyText)!;

        Assert.Equal("example.com/ledger", key.Name);
        Assert.Equal(CheckpointVectors.Root.GetProperty("key_id").GetString(), $"{key.KeyId:x8}");
        Assert.Equal(CheckpointVectors.Root.Bytes("spki_hex")[^65..], key.PublicPoint.ToArray());
        Assert.Equal(CheckpointVectors.KeyText, key.ToString());
    }

    [Fact]
    public void TryParse_KeyOfAnotherLog_HasTheIdItIsKnownBy()
    {
        var key = VerifierKey.TryParse(Rekor)!;

        Assert.Equal(0xc0d23d6au, key.KeyId);
        Assert.Equal(Rekor, key.ToString());
    }

    [Fact]
    public void KeyId_AnyKey_IsTheHashOfWhatThePlatformExports()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(includePrivateParameters: false).Q;

        var verifier = new VerifierKey("n", [4, .. point.X!, .. point.Y!]);

        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(key.ExportSubjectPublicKeyInfo())), verifier.KeyId);
    }

    [Fact]
    public void TryParse_WhatToStringWrites_IsTheSame()
    {
        using var key = SignedNotes.NewKey();

        var read = VerifierKey.TryParse(new VerifierKey("wörter/2", key.PublicPoint).ToString())!;

        Assert.Equal("wörter/2", read.Name);
        Assert.Equal(key.PublicPoint, read.PublicPoint.ToArray());
    }

    [Fact]
    public void TryParse_AnyCharacterOfTheKeyChanged_IsRefused()
    {
        var start = CheckpointVectors.KeyText.IndexOf('+', StringComparison.Ordinal);
        Assert.All(Enumerable.Range(start, CheckpointVectors.KeyText.Length - start), at =>
        {
            var changed = CheckpointVectors.KeyText.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            Assert.Null(VerifierKey.TryParse(new string(changed)));
        });
    }

    [Fact]
    public void TryParse_AnyText_ReturnsOrRejects() =>
        Prop.ForAll<string>(text => VerifierKey.TryParse(text) is null && VerifierKey.TryParse("n+00000000+" + text) is null).QuickCheckThrowOnFailure();

    [Fact]
    public void TryParse_Ed25519Key_IsRefused() =>
        Assert.Null(VerifierKey.TryParse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\nb")]
    [InlineData("a\u2003b")]
    public void Constructor_NoName_Refuses(string name)
    {
        Assert.False(NoteName.IsValid(name));
        Assert.Throws<ArgumentException>(() => new VerifierKey(name, CheckpointVectors.Key.PublicPoint));
    }

    [Fact]
    public void NoteName_HalfASurrogatePair_IsInvalid() => Assert.False(NoteName.IsValid(['a', '\ud800']));

    [Fact]
    public void NoteName_Length_CountsBytes()
    {
        Assert.True(NoteName.IsValid(new string('a', 255)));
        Assert.False(NoteName.IsValid(new string('a', 256)));
        Assert.False(NoteName.IsValid(new string('ä', 128)));
    }

    [Fact]
    public void Constructor_NoPoint_Refuses() =>
        Assert.Throws<ArgumentException>(() => new VerifierKey("n", new byte[65]));
}
