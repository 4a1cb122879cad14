using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Client.Trust;

/// <summary>What is remembered of a log: how long it was and its root then. Everything it answers later is held against this.</summary>
/// <param name="Size">Entries of the log. The wire has the last one's index, which is one less.</param>
/// <param name="Hash">The root of its tree.</param>
public sealed record TrustedRoot(ulong Size, Hash Hash)
{
    /// <summary>Nothing is remembered: what an empty log has too.</summary>
    public static TrustedRoot None { get; } = new(0, Hash.EmptyTree);

    /// <summary>Kept where the root came from CurrentRoot.</summary>
    public RootSignature Signature { get; init; } = RootSignature.None;

    /// <summary>Whether there is nothing to hold an answer against.</summary>
    public bool IsNone => Size == 0;

    /// <summary>What a Safe request carries as <c>rootIndex</c>: the last entry's index, 0 for none.</summary>
    public ulong LastIndex => Size == 0 ? 0 : Size - 1;

    /// <summary>Reads CurrentRoot's answer.</summary>
    /// <param name="answer">From anywhere.</param>
    /// <returns>Null if it is none: a root of another length, or an index no tree has.</returns>
    public static TrustedRoot? From(Root? answer)
    {
        if (answer?.Payload is not { } payload)
            return null;
        RootSignature signature = answer.Signature is { } sent ? new RootSignature(sent.Signature_, sent.PublicKey) : RootSignature.None;
        if (payload.Root.IsEmpty)
            return payload.Index == 0 ? None with { Signature = signature } : null;
        return payload.Index < TreeSize.Max && Hash.TryFromBytes(payload.Root.Span, out Hash hash)
            ? new TrustedRoot(payload.Index + 1, hash) { Signature = signature }
            : null;
    }

    /// <summary>Size and root, for people.</summary>
    public override string ToString() => IsNone ? "nothing" : $"{Size} entries with root {Hash}";
}
