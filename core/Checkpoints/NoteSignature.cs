namespace ImmuFunctions.Core.Checkpoints;

/// <summary>One signature line of a note.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="KeyId">Says, with the name, which key; see <see cref="VerifierKey.KeyId"/>.</param>
/// <param name="Bytes">The signature itself, in the form of the key's type; at least one byte.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Bytes);
