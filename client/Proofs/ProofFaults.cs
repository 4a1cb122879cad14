using Google.Protobuf;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Client.Proofs;

/// <summary>The faults of proofs, in words.</summary>
internal static class ProofFaults
{
    public static VerificationFault NoProof(ulong? index = null) =>
        new(VerificationCheck.Answer, "a proof", "none", index) { Reason = "the answer has no proof" };

    public static VerificationFault NoEntry() => new(VerificationCheck.Answer, "an entry", "none") { Reason = "the answer has no entry" };

    public static VerificationFault OtherLeaf(ulong index, ByteString found, Hash leaf) => new(VerificationCheck.Leaf, $"{leaf}", Hex(found), index)
    {
        Reason = $"the proof is of the leaf {Hex(found)}, the entry's is {leaf}",
    };

    public static VerificationFault OtherIndex(ulong expected, ulong found) => new(VerificationCheck.Index, $"entry {expected}", $"entry {found}", expected)
    {
        Reason = $"the proof is of entry {found}, asked for was {expected}",
    };

    public static VerificationFault NoTree(ulong lastIndex, ByteString root) => new(VerificationCheck.Answer, "the root of a tree", Hex(root))
    {
        Reason = $"no tree ends with entry {lastIndex} and has the root {Hex(root)}",
    };

    public static VerificationFault NoPath(VerificationCheck check, string expected, ulong? index = null) => new(check, expected, "something that is no path", index)
    {
        Reason = check == VerificationCheck.Inclusion ? "the path from the entry to the root is none" : "the path from the trusted root is none",
    };

    public static VerificationFault NotIncluded(ulong index, Hash leaf, TrustedRoot tree, ProofFault fault) => new(VerificationCheck.Inclusion, $"entry {index} with the leaf {leaf}", $"{tree}", index)
    {
        Reason = $"entry {index} with the leaf {leaf} is not in the tree of {tree} ({fault})",
    };

    public static VerificationFault NoExtension(TrustedRoot trusted, TrustedRoot tree, ProofFault fault) =>
        trusted.Size == tree.Size && trusted.Hash != tree.Hash
            ? Forked(trusted, tree)
            : new(VerificationCheck.Consistency, $"a log that goes on from {trusted}", $"{tree}") { Reason = $"the log of {tree} does not go on from that of {trusted} ({fault})" };

    public static VerificationFault Forked(TrustedRoot trusted, TrustedRoot tree) => new(VerificationCheck.Fork, $"{trusted}", $"{tree}")
    {
        Reason = $"the log of {tree} does not go on from that of {trusted}, which was shown before",
    };

    public static VerificationFault Shorter(TrustedRoot trusted, TrustedRoot tree) => new(VerificationCheck.Rollback, $"at least {trusted}", $"{tree}")
    {
        Reason = $"the log has {tree}; it had {trusted} before",
    };

    public static VerificationFault Ended(TrustedRoot trusted) => new(VerificationCheck.Rollback, $"at least {trusted}", "a shorter log")
    {
        Reason = $"the log ends before entry {trusted.LastIndex}; it had {trusted} before",
    };

    public static VerificationFault NotNew(ulong index, TrustedRoot trusted) => new(VerificationCheck.Replay, $"an entry behind {trusted}", $"entry {index}", index)
    {
        Reason = $"entry {index} was in the log before the request: it had {trusted}",
    };

    public static string Key(ByteString publicPoint) => publicPoint.Length <= 65 ? Convert.ToHexStringLower(publicPoint.Span) : $"of {publicPoint.Length} bytes";

    // What is no hash may be of any length.
    public static string Hex(ByteString bytes) => bytes.Length <= Hash.Size ? Convert.ToHexStringLower(bytes.Span) : $"of {bytes.Length} bytes";
}
