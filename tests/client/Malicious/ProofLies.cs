using Google.Protobuf;
using Google.Protobuf.Collections;
using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Proofs that are none. The log has grown since the client looked, so that there is something to prove.</summary>
internal static class ProofLies
{
    private const int MoreThanAnyTree = 65;

    private static readonly string[] WithInclusion =
        ["Get", "Get (reference)", "Get (reference with index)", "GetByIndex", "GetAll", "GetAt", "Scan", "History", "Entries", "SetMembers", "FindByValue", "KeysWithValue", "Receipt", "Set", "SetReference", "AddToSet"];

    private static readonly string[] WithConsistency =
        ["Get", "Get (reference)", "GetByIndex", "Entries", "VerifyRoot", "Set", "SetReference", "AddToSet", "SetAll", "Execute"];

    private static readonly (string Name, Func<byte[], byte[]> Change)[] Changes =
    [
        ("one hash too few", path => path[..^Hash.Size]),
        ("one hash too many", path => [.. path, .. new byte[Hash.Size]]),
        ("more hashes than any tree has levels", path => [.. path, .. new byte[MoreThanAnyTree * Hash.Size]]),
        ("no hashes", _ => []),
        ("a hash too short", path => path[..^1]),
        ("a hash too long", path => [.. path, 0]),
        ("a changed hash", path => [.. path[..^1], (byte)(path[^1] ^ 1)]),
    ];

    public static IReadOnlyList<Lie> All { get; } =
    [
        .. Changes.Select(change => new Lie($"path to the root: {change.Name}", WithInclusion, (stage, _) => TellAsync(stage, change.Change, isInclusion: true))),
        .. Changes.Select(change => new Lie($"path from the trusted root: {change.Name}", WithConsistency, (stage, _) => TellAsync(stage, change.Change, isInclusion: false))),
        new("no proof", [.. WithInclusion.Except(["Receipt"]), "VerifyRoot", "SetAll", "Execute"], async (stage, _) =>
        {
            await GrowAsync(stage);
            stage.Server.Lie<SafeItem>("SafeGet", answer => answer.Proof = null);
            stage.Server.Lie<SafeItem>("BySafeIndex", answer => answer.Proof = null);
            stage.Server.Lie<ItemAt>("GetAt", answer => answer.Inclusion = null);
            stage.Server.Lies["Prove"] = _ => new ProveReply();
            foreach (string write in (string[])["SafeSet", "SafeReference", "SafeZAdd"])
                stage.Server.Lies[write] = _ => new Proof();
        }),
        new("the root of another tree", ["Get", "GetByIndex", "GetAll", "GetAt", "Scan", "History", "Entries", "SetMembers", "FindByValue", "KeysWithValue", "VerifyRoot", "Set", "SetReference", "AddToSet", "SetAll", "Execute"], async (stage, _) =>
        {
            await GrowAsync(stage);
            ByteString other = ByteString.CopyFrom(new byte[Hash.Size]);
            stage.Server.Lie<SafeItem>("SafeGet", answer => answer.Proof.Root = other);
            stage.Server.Lie<SafeItem>("BySafeIndex", answer => answer.Proof.Root = other);
            stage.Server.Lie<ItemAt>("GetAt", answer => answer.Inclusion.Root = other);
            stage.Server.Lie<ProveReply>("Prove", answer => answer.Roots = ByteString.CopyFrom([.. answer.Roots.Span[..^Hash.Size], .. new byte[Hash.Size]]));
            foreach (string write in (string[])["SafeSet", "SafeReference", "SafeZAdd"])
                stage.Server.Lie<Proof>(write, answer => answer.Root = other);
        }),
    ];

    private static async Task TellAsync(Stage stage, Func<byte[], byte[]> change, bool isInclusion)
    {
        await GrowAsync(stage);
        stage.Server.Lie<SafeItem>("SafeGet", answer => Change(answer.Proof));
        stage.Server.Lie<SafeItem>("BySafeIndex", answer => Change(answer.Proof));
        foreach (string write in (string[])["SafeSet", "SafeReference", "SafeZAdd"])
            stage.Server.Lie<Proof>(write, Change);
        if (isInclusion)
            stage.Server.Lie<ItemAt>("GetAt", answer => Replace(answer.Inclusion.Path, change));
        stage.Server.Lie<ProveReply>("Prove", answer => Each(isInclusion ? answer.Inclusions : answer.Links, change));

        void Change(Proof proof) => Replace(isInclusion ? proof.InclusionPath : proof.ConsistencyPath, change);
    }

    // Somebody else writes.
    private static async Task GrowAsync(Stage stage)
    {
        for (int i = 0; i < 3; i++)
            await stage.Honest.SetAsync($"theirs {i}", "value");
    }

    // One field for each hash; the last one takes what is no whole hash.
    private static void Replace(RepeatedField<ByteString> path, Func<byte[], byte[]> change)
    {
        byte[] changed = change([.. path.SelectMany(hash => hash)]);
        int whole = changed.Length % Hash.Size == 1 ? changed.Length - Hash.Size - 1 : changed.Length;
        path.Clear();
        path.AddRange(changed[..whole].Chunk(Hash.Size).Append(changed[whole..]).Where(hash => hash.Length > 0).Select(hash => ByteString.CopyFrom(hash)));
    }

    private static void Each(RepeatedField<ByteString> paths, Func<byte[], byte[]> change)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            // From a size to itself nothing leads.
            if (paths[i].Length > 0)
                paths[i] = ByteString.CopyFrom(change(paths[i].ToByteArray()));
        }
    }
}
