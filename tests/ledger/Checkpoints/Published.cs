using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Ledger.Checkpoints;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Checkpoints;

/// <summary>What a stranger sees who has the key.</summary>
internal static class Published
{
    public const string Name = "checkpoint";

    public static async Task<Checkpoint?> InAsync(IBlobStore store, TestSigner signer)
    {
        if (await PublishedCheckpoint.ReadAsync(store, "", Ct) is not { } note)
            return null;
        Assert.Equal(CheckpointFault.None, Checkpoint.TryOpen(note.Span, signer.Key, out Checkpoint? checkpoint));
        return checkpoint;
    }

    /// <summary>Puts whatever it is in the checkpoint's place.</summary>
    public static async Task ReplaceAsync(IBlobStore store, ReadOnlyMemory<byte> bytes)
    {
        await store.DeleteAsync(Name, Ct);
        await store.PutAsync(Name, bytes, PutCondition.IfAbsent, PutDurability.Durable, Ct);
    }

    public static LedgerOptions By(TestSigner signer) =>
        TestLedger.Small with { Signer = signer, CheckpointOrigin = TestSigner.Origin, CheckpointInterval = TimeSpan.Zero };
}
