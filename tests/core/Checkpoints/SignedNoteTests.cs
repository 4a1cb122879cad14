using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Signing;
using Xunit;

namespace ImmuFunctions.Core.Tests.Checkpoints;

public sealed class SignedNoteTests
{
    private const string Text = "one\n\nthree\n";

    [Fact]
    public void TryParse_WhatFormatWrites_IsTheSame()
    {
        Prop.ForAll<NonEmptyArray<(PositiveInt Name, uint KeyId, NonEmptyArray<byte> Bytes)>>(lines =>
        {
            NoteSignature[] signatures = [.. lines.Get.Take(SignedNote.MaxSignatures).Select(l => new NoteSignature($"näme/{l.Name.Get}", l.KeyId, l.Bytes.Get))];

            var fault = SignedNote.TryParse(SignedNotes.Format(Text, signatures), out var note);

            return fault == CheckpointFault.None
                && Encoding.UTF8.GetString(note!.Text.Span) == Text
                && note.Signatures.Count == signatures.Length
                && note.Signatures.Zip(signatures).All(p =>
                    p.First.Name == p.Second.Name && p.First.KeyId == p.Second.KeyId && p.First.Bytes.Span.SequenceEqual(p.Second.Bytes.Span));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("", CheckpointFault.Envelope)]
    [InlineData("t\n", CheckpointFault.Envelope)]
    [InlineData("t\n\n", CheckpointFault.Envelope)]
    [InlineData("t\n— n AAAAAAA=\n", CheckpointFault.Envelope)]
    [InlineData("t\n\n— n AAAAAAA=", CheckpointFault.Envelope)]
    [InlineData("t\r\n\r\n— n AAAAAAA=\r\n", CheckpointFault.Characters)]
    [InlineData("t\0\n\n— n AAAAAAA=\n", CheckpointFault.Characters)]
    [InlineData("t\n\n- n AAAAAAA=\n", CheckpointFault.SignatureLine)]
    [InlineData("t\n\n—n AAAAAAA=\n", CheckpointFault.SignatureLine)]
    [InlineData("t\n\n— AAAAAAA=\n", CheckpointFault.SignatureLine)]
    [InlineData("t\n\n—  AAAAAAA=\n", CheckpointFault.SignatureLine)]
    [InlineData("t\n\n— n+m AAAAAAA=\n", CheckpointFault.SignatureLine)]
    [InlineData("t\n\n— n\u00a0m AAAAAAA=\n", CheckpointFault.SignatureLine)]
    [InlineData("t\n\n— n AAAAAA==\n", CheckpointFault.SignatureLine)] // a key id and nothing signed with it
    [InlineData("t\n\n— n AAAAAAA= \n", CheckpointFault.SignatureLine)]
    [InlineData("t\n\n— n AAAAAAB=\n", CheckpointFault.SignatureLine)]
    [InlineData("t\n\n— n AAAAAAA=\nmore\n", CheckpointFault.SignatureLine)]
    public void TryParse_NoNote_SaysWhy(string bytes, CheckpointFault expected)
    {
        var fault = SignedNote.TryParse(Encoding.UTF8.GetBytes(bytes), out var note);

        Assert.Equal(expected, fault);
        Assert.Null(note);
    }

    [Fact]
    public void TryParse_BrokenUtf8_IsRefused() =>
        Assert.Equal(CheckpointFault.Characters, SignedNote.TryParse([0xc3, (byte)'\n', (byte)'\n', (byte)'x', (byte)'\n'], out _));

    [Fact]
    public void TryParse_TooManyBytesOrSignatures_IsRefused()
    {
        var line = new NoteSignature("n", 1, new byte[70]);
        var most = Enumerable.Repeat(line, SignedNote.MaxSignatures).ToArray();

        Assert.Equal(CheckpointFault.None, SignedNote.TryParse(SignedNotes.Format(Text, most), out _));
        Assert.Equal(CheckpointFault.TooLarge, SignedNote.TryParse(SignedNotes.Format(Text, [.. most, line]), out _));
        Assert.Equal(CheckpointFault.TooLarge, SignedNote.TryParse(SignedNotes.Format(new string('x', SignedNote.MaxLength) + "\n", line), out _));
    }

    [Fact]
    public void TryParse_SixteenSignaturesOfFiveKilobytes_IsTaken()
    {
        var line = new NoteSignature("n", 1, new byte[5_000]);

        Assert.Equal(CheckpointFault.None, SignedNote.TryParse(SignedNotes.Format(Text, [.. Enumerable.Repeat(line, 16)]), out _));
    }

    [Fact]
    public void TryParse_AnyBytesUnderAText_ReturnsOrRejects()
    {
        Prop.ForAll<byte[]>(bytes =>
            SignedNote.TryParse([.. "t\n\n"u8, .. bytes], out var note) == CheckpointFault.None == note is not null).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Verify_AmongUnknownSignatures_FindsItsOwn()
    {
        using P256PrivateKey mine = SignedNotes.NewKey(), other = SignedNotes.NewKey();
        var key = new VerifierKey("mine", mine.PublicPoint);
        NoteSignature sameName = other.Sign("mine", Text), sameId = mine.Sign("mine", Text) with { Name = "theirs", Bytes = new byte[3] };

        Assert.Equal(CheckpointFault.None, Parsed(sameName, sameId, mine.Sign("mine", Text)).Verify(key));
        Assert.Equal(CheckpointFault.UnknownKey, Parsed(sameName, sameId).Verify(key));
    }

    [Fact]
    public void Verify_OneFalseSignatureInItsName_SpoilsTheNote()
    {
        using var mine = SignedNotes.NewKey();
        var key = new VerifierKey("mine", mine.PublicPoint);
        NoteSignature good = mine.Sign("mine", Text), bad = mine.Sign("mine", "another text\n");

        Assert.Equal(CheckpointFault.WrongSignature, Parsed(good, bad).Verify(key));
        Assert.Equal(CheckpointFault.WrongSignature, Parsed(bad, good).Verify(key));
    }

    private static SignedNote Parsed(params NoteSignature[] signatures)
    {
        SignedNote.TryParse(SignedNotes.Format(Text, signatures), out var note);
        return note!;
    }
}
