using ImmuFunctions.Core.Checkpoints;

namespace ImmuFunctions.Ledger.Checkpoints;

/// <summary>A checkpoint and the note that says it, signed.</summary>
/// <param name="Checkpoint">Origin, size and root.</param>
/// <param name="Note">What is published: see <see cref="SignedNote"/>.</param>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, ReadOnlyMemory<byte> Note);
