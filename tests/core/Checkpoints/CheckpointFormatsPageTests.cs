using System.Text;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Checkpoints;

/// <summary>The checkpoint that docs/formats.md shows is one of the worked example's tree.</summary>
public sealed class CheckpointFormatsPageTests
{
    [Fact]
    public void Example_Checkpoint_OpensWithTheKeyShown()
    {
        var key = VerifierKey.TryParse(FormatsPage.Text("checkpoint-key").TrimEnd('\n'))!;

        var fault = Checkpoint.TryOpen(Encoding.UTF8.GetBytes(FormatsPage.Text("checkpoint")), key, out var checkpoint);

        Assert.Equal(CheckpointFault.None, fault);
        Assert.Equal(new Checkpoint("example.com/ledger", 2, Hash.FromBytes(FormatsPage.Example("root-2"))), checkpoint);
        Assert.Equal(CheckpointVectors.KeyText, key.ToString());
    }

    [Fact]
    public void Example_Checkpoint_IsWhatFormatGives()
    {
        SignedNote.TryParse(Encoding.UTF8.GetBytes(FormatsPage.Text("checkpoint")), out var note);
        var text = new Checkpoint("example.com/ledger", 2, Hash.FromBytes(FormatsPage.Example("root-2"))).ToText();

        var written = CheckpointVectors.Key.Note(text, note!.Signatures[0].Bytes).Format();

        Assert.Equal(FormatsPage.Text("checkpoint"), Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void Example_EntryBundle_IsWhatWriteWrites()
    {
        var bundle = new byte[40];
        var used = EntryBundle.Write(0, "0"u8, "0"u8, bundle);
        EntryBundle.Write(1, "1"u8, "1"u8, bundle.AsSpan(used));

        Assert.Equal(FormatsPage.Example("entry-bundle"), bundle);
    }

    [Fact]
    public void Example_Receipt_HoldsForTheEntryThatItCarries()
    {
        var text = FormatsPage.Text("receipt");

        Assert.Equal(TlogProofFault.None, TlogProof.TryParse(Encoding.UTF8.GetBytes(text), out var receipt));
        Assert.Equal(TlogProofFault.None, receipt!.Verify(receipt.Extra.Span, CheckpointVectors.Key, out _));
        Assert.Equal(FormatsPage.Example("entry-bundle")[22..], receipt.Extra.ToArray());
        Assert.Equal(text, Encoding.UTF8.GetString(receipt.Format()));
    }
}
