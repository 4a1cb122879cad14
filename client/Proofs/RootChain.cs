using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Proofs;

/// <summary>Roots of one log at rising sizes, as the answer of Prove shows them. Hostile answers are answered, never thrown.</summary>
internal static class RootChain
{
    /// <summary>The roots in an answer.</summary>
    /// <param name="reply">From the ledger.</param>
    /// <param name="sizes">The sizes asked for.</param>
    /// <param name="toNow">Whether the size of now was asked for, too; it is the reply's own and not less than the last of <paramref name="sizes"/>.</param>
    /// <returns>Null if the answer is not one to the question.</returns>
    public static TrustedRoot[]? Read(ProveReply reply, IReadOnlyList<ulong> sizes, bool toNow)
    {
        ulong last = sizes.Count > 0 ? sizes[^1] : 0;
        int count = sizes.Count + (toNow && reply.Size > 0 ? 1 : 0);
        bool isAnswer = (toNow ? reply.Size >= last && reply.Size <= TreeSize.Max : reply.Size == last)
            && reply.Roots.Length == count * Hash.Size
            && reply.Links.Count == Math.Max(count - 1, 0);
        if (!isAnswer)
            return null;
        ReadOnlySpan<Hash> hashes = Hash.AsHashes(reply.Roots.Span);
        var roots = new TrustedRoot[count];
        for (int i = 0; i < count; i++)
            roots[i] = new TrustedRoot(i < sizes.Count ? sizes[i] : reply.Size, hashes[i]);
        return roots;
    }

    /// <summary>Checks that the log goes on from each root to the next.</summary>
    /// <param name="roots">Of <see cref="Read"/>.</param>
    /// <param name="reply">Whose links are checked.</param>
    /// <param name="from">Number of the first root looked at.</param>
    /// <returns>Null if it does.</returns>
    public static VerificationFault? Check(ReadOnlySpan<TrustedRoot> roots, ProveReply reply, int from = 0)
    {
        for (int i = from + 1; i < roots.Length; i++)
        {
            if (CheckLink(roots[i - 1], roots[i], reply, i) is { } fault)
                return fault;
        }

        return null;
    }

    /// <summary>Checks one link.</summary>
    /// <param name="older">Root number <paramref name="number"/> - 1.</param>
    /// <param name="newer">Root number <paramref name="number"/>.</param>
    /// <param name="reply">Whose link is checked.</param>
    /// <param name="number">At least 1.</param>
    public static VerificationFault? CheckLink(TrustedRoot older, TrustedRoot newer, ProveReply reply, int number)
    {
        if (!WireHashes.TryView(reply.Links[number - 1], out ReadOnlySpan<Hash> path))
            return ProofFaults.NoPath(VerificationCheck.Consistency, $"a path from {older} to {newer}");
        ProofFault fault = ConsistencyProof.Verify(older.Size, older.Hash, newer.Size, newer.Hash, path);
        return fault == ProofFault.None ? null : ProofFaults.NoExtension(older, newer, fault);
    }

    /// <summary>Why an answer that <see cref="Read"/> does not take is none.</summary>
    public static VerificationFault NoAnswer() => new(VerificationCheck.Answer, "a root and a path for each size asked for", "something else")
    {
        Reason = "the answer of Prove does not fit the question",
    };
}
