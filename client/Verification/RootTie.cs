using ImmuFunctions.Client.Proofs;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Verification;

/// <summary>Holds roots that came at the same time against the trusted one, all by one question.</summary>
internal static class RootTie
{
    /// <summary>Most sizes in one question.</summary>
    public const int MostSizes = 256;

    /// <summary>Finds out which of the roots are of one log with the trusted root.</summary>
    /// <param name="trusted">Or <see cref="TrustedRoot.None"/>: then the smallest is trusted.</param>
    /// <param name="roots">Less than <see cref="MostSizes"/>, none of them empty.</param>
    /// <param name="ask">Asks Prove.</param>
    /// <returns>For each root, in order: null if it is; otherwise why not. Null for the whole: the server cannot tell.</returns>
    public static async Task<VerificationFault?[]?> CheckAsync(TrustedRoot trusted, IReadOnlyList<TrustedRoot> roots, Func<ProveRequest, Task<ProveReply?>> ask)
    {
        TrustedRoot[] claims = [.. roots.Append(trusted).Where(root => !root.IsNone).DistinctBy(root => (root.Size, root.Hash)).OrderBy(root => root.Size)];
        // Of two roots of one size at least one is a lie. Which, the question would not show: the ledger could tell it either way.
        TrustedRoot[] single = [.. claims.Where(root => root.Size == trusted.Size ? root.Hash == trusted.Hash : claims.Count(other => other.Size == root.Size) == 1)];
        var faults = new Dictionary<TrustedRoot, VerificationFault?>();
        if (single.Length > 0 && await CheckAsync(trusted, single, faults, ask).ConfigureAwait(false) is false)
            return null;
        return [.. roots.Select(root => single.FirstOrDefault(one => IsSame(one, root)) is { } one
            ? faults[one]
            : ProofFaults.Forked(claims.First(other => other.Size == root.Size && other.Hash != root.Hash), root))];
    }

    public static bool IsSame(TrustedRoot one, TrustedRoot other) => one.Size == other.Size && one.Hash == other.Hash;

    // From the trusted root on, up and down, as far as the links hold.
    private static async Task<bool> CheckAsync(
        TrustedRoot trusted, TrustedRoot[] claims, Dictionary<TrustedRoot, VerificationFault?> faults, Func<ProveRequest, Task<ProveReply?>> ask)
    {
        ulong[] sizes = [.. claims.Select(claim => claim.Size)];
        if (await ask(new ProveRequest { Sizes = { sizes } }).ConfigureAwait(false) is not { } reply)
            return false;
        TrustedRoot[]? told = RootChain.Read(reply, sizes, toNow: false);
        int anchor = Math.Max(Array.FindIndex(claims, claim => IsSame(claim, trusted)), 0);
        VerificationFault? fault = told is null ? RootChain.NoAnswer() : Told(anchor);
        faults[claims[anchor]] = fault;
        for (int i = anchor + 1; i < claims.Length; i++)
            faults[claims[i]] = fault ??= Told(i) ?? RootChain.CheckLink(claims[i - 1], claims[i], reply, i);
        fault = faults[claims[anchor]];
        for (int i = anchor - 1; i >= 0; i--)
            faults[claims[i]] = fault ??= Told(i) ?? RootChain.CheckLink(claims[i], claims[i + 1], reply, i + 1);
        return true;

        VerificationFault? Told(int i) => IsSame(told![i], claims[i]) ? null : ProofFaults.Forked(claims[i], told[i]);
    }
}
