using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using Xunit;

namespace ImmuFunctions.Core.Tests.Checkpoints;

public sealed class CheckpointTests
{
    private const string Root = "RWgbDtdbxa6z2mBoFTV/f6oS6MED3rLwRPre6VUqhvE=";

    public static TheoryData<JsonElement> Vectors => [.. CheckpointVectors.Root.GetProperty("notes").EnumerateArray()];

    [Theory, MemberData(nameof(Vectors), DisableDiscoveryEnumeration = true)]
    public void TryOpen_NoteSignedByOpenssl_GivesWhatItSays(JsonElement vector)
    {
        var fault = Checkpoint.TryOpen(Encoding.UTF8.GetBytes(vector.GetProperty("note").GetString()!), CheckpointVectors.Key, out var checkpoint);

        Assert.Equal(CheckpointFault.None, fault);
        Assert.Equal("example.com/ledger", checkpoint!.Origin);
        Assert.Equal(vector.GetProperty("size").GetString(), $"{checkpoint.Size}");
        Assert.Equal(vector.GetProperty("root_hex").GetString(), $"{checkpoint.Root}");
    }

    [Fact]
    public void ToText_TwoEntries_IsTheTextThatOpensslSigned()
    {
        Checkpoint.TryOpen(CheckpointVectors.Note(0), CheckpointVectors.Key, out var checkpoint);

        Assert.StartsWith(Encoding.UTF8.GetString(checkpoint!.ToText()) + "\n", CheckpointVectors.NoteText(0), StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_WhatToTextWrites_IsTheSame()
    {
        Prop.ForAll<NonEmptyString, ulong, byte[]>((origin, size, seed) =>
        {
            var written = new Checkpoint(Printable(origin.Get), size % (TreeSize.Max + 1), Hash.FromBytes(SHA256.HashData(seed)));
            return Checkpoint.TryParse(written.ToText(), out var read) == CheckpointFault.None && read == written;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("", CheckpointFault.Lines)]
    [InlineData("\n", CheckpointFault.Lines)]
    [InlineData("o\n2\n" + Root, CheckpointFault.Lines)]
    [InlineData("o\n2\n", CheckpointFault.Lines)]
    [InlineData("\n2\n" + Root + "\n", CheckpointFault.Lines)]
    [InlineData("o\n\n2\n" + Root + "\n", CheckpointFault.Lines)]
    [InlineData("o\n2\n" + Root + "\n\n", CheckpointFault.Lines)]
    [InlineData("o\n2\n" + Root + "\n\next\n", CheckpointFault.Lines)]
    [InlineData("o\n02\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n00\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n-2\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n+2\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n 2\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n2 \n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n0x2\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n٢\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n9223372036854775809\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n18446744073709551616\n" + Root + "\n", CheckpointFault.Size)]
    [InlineData("o\n2\nRWgbDtdbxa6z2mBoFTV/f6oS6MED3rLwRPre6VUqhvF=\n", CheckpointFault.Root)] // unused bits set
    [InlineData("o\n2\nRWgbDtdbxa6z2mBoFTV/f6oS6MED3rLwRPre6VUqhvE\n", CheckpointFault.Root)] // no padding
    [InlineData("o\n2\nRWgbDtdbxa6z2mBoFTV_f6oS6MED3rLwRPre6VUqhvE=\n", CheckpointFault.Root)] // the alphabet of URLs
    [InlineData("o\n2\nRWgbDtdbxa6z2mBoFTV/ f6oS6MED3rLwRPre6VUqhvE=\n", CheckpointFault.Root)]
    [InlineData("o\n2\nRWgb\n", CheckpointFault.Root)]
    public void TryParse_NoCheckpoint_SaysWhy(string text, CheckpointFault expected)
    {
        var fault = Checkpoint.TryParse(Encoding.UTF8.GetBytes(text), out var checkpoint);

        Assert.Equal(expected, fault);
        Assert.Null(checkpoint);
    }

    [Fact]
    public void TryParse_AnyBytes_ReturnsOrRejects()
    {
        Prop.ForAll<byte[]>(bytes => Checkpoint.TryParse(bytes, out var read) == CheckpointFault.None == read is not null).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryOpen_AnyBitOfTheNoteFlipped_IsRefused()
    {
        var note = CheckpointVectors.Note(0);

        Assert.All(Enumerable.Range(0, note.Length * 8), bit =>
        {
            var changed = (byte[])note.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(CheckpointFault.None, Checkpoint.TryOpen(changed, CheckpointVectors.Key, out var checkpoint));
            Assert.Null(checkpoint);
        });
    }

    [Fact]
    public void TryOpen_AnyPrefix_IsRefused()
    {
        var note = CheckpointVectors.Note(0);

        Assert.All(Enumerable.Range(0, note.Length), length =>
            Assert.NotEqual(CheckpointFault.None, Checkpoint.TryOpen(note.AsSpan(0, length), CheckpointVectors.Key, out _)));
    }

    [Fact]
    public void TryOpen_SignedTextOfAnotherOrigin_IsWrongOrigin()
    {
        using var key = SignedNotes.NewKey();
        const string Text = "example.com/other\n2\n" + Root + "\n";

        var fault = Checkpoint.TryOpen(SignedNotes.Format(Text, key.Sign("example.com/mine", Text)), new VerifierKey("example.com/mine", key.PublicPoint), out _);

        Assert.Equal(CheckpointFault.WrongOrigin, fault);
    }

    [Fact]
    public void TryOpen_SignedTextThatIsNoCheckpoint_SaysWhy()
    {
        using var key = SignedNotes.NewKey();
        const string Text = "n\n02\n" + Root + "\n";

        var fault = Checkpoint.TryOpen(SignedNotes.Format(Text, key.Sign("n", Text)), new VerifierKey("n", key.PublicPoint), out _);

        Assert.Equal(CheckpointFault.Size, fault);
    }

    private static string Printable(string text)
    {
        var line = string.Concat(text.EnumerateRunes().Where(r => r.Value != '\n'));
        return line.Length == 0 ? "o" : line;
    }
}
