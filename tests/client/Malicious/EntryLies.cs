using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Lies about what an entry is.</summary>
internal static class EntryLies
{
    private static readonly string[] Proved = ["Get", "Get (reference)", "Get (reference with index)", "GetByIndex", "GetAt"];
    private static readonly string[] Lists = ["GetAll", "Scan", "History", "Entries", "SetMembers", "FindByValue", "KeysWithValue"];

    public static IReadOnlyList<Lie> All { get; } =
    [
        new("another value", [.. Proved, .. Lists], stage => stage.ChangeEntries(null, item => item.Value = Text("lie"))),
        new("another value, and a leaf to match", Proved, stage =>
        {
            stage.ChangeEntries(null, item => item.Value = Text("lie"));
            AndThen<SafeItem>(stage, "SafeGet", answer => answer.Proof.Leaf = LeafOf(answer.Item));
            AndThen<SafeItem>(stage, "BySafeIndex", answer => answer.Proof.Leaf = LeafOf(answer.Item));
            AndThen<ItemAt>(stage, "GetAt", answer => answer.Inclusion.Leaf = LeafOf(answer.Item));
        }),
        new("another key", [.. Proved, .. Lists], stage => stage.ChangeEntries(null, item => item.Key = Text(item.Key.ToStringUtf8() + "!"))),
        new("another index", [.. Proved, .. Lists], stage => stage.ChangeEntries(null, item => item.Index += 1)),
        new("another index, and the proof's, too", Proved, stage =>
        {
            stage.ChangeEntries(null, item => item.Index += 1);
            AndThen<SafeItem>(stage, "SafeGet", answer => (answer.Proof.Index, answer.Proof.Leaf) = (answer.Item.Index, LeafOf(answer.Item)));
            AndThen<SafeItem>(stage, "BySafeIndex", answer => (answer.Proof.Index, answer.Proof.Leaf) = (answer.Item.Index, LeafOf(answer.Item)));
            AndThen<ItemAt>(stage, "GetAt", answer => (answer.Inclusion.Index, answer.Inclusion.Leaf) = (answer.Item.Index, LeafOf(answer.Item)));
        }),
        new("the proof of another leaf", ["Get", "GetByIndex", "GetAt", "Set", "SetReference", "AddToSet"], stage =>
        {
            ByteString other = ByteString.CopyFrom(new byte[Hash.Size]);
            stage.Server.Lie<SafeItem>("SafeGet", answer => answer.Proof.Leaf = other);
            stage.Server.Lie<SafeItem>("BySafeIndex", answer => answer.Proof.Leaf = other);
            stage.Server.Lie<ItemAt>("GetAt", answer => answer.Inclusion.Leaf = other);
            foreach (string write in (string[])["SafeSet", "SafeReference", "SafeZAdd"])
                stage.Server.Lie<Proof>(write, answer => answer.Leaf = other);
        }),
        new("an older version, proved", ["Get", "Get (reference)", "Get (reference with index)", "GetAll", "GetAt", "Scan", "SetMembers"], (stage, _) => AnswerWithAsync(stage, 0)),
        new("another key's entry, proved", [.. Proved, "GetAll", "Scan", "History", "Entries", "SetMembers"], (stage, _) => AnswerWithAsync(stage, 1)),
        new("another key's entry, proved, and a reference to it that is not there", ["Get", "Get (reference)", "GetAt"], async (stage, _) =>
        {
            await AnswerWithAsync(stage, 1);
            ByteString reference = ByteString.CopyFrom(ReferenceValue.Encode("b"u8, null));
            stage.Server.Lie<ItemList>("History", answer => answer.Items[0].Value = reference);
            stage.Server.Lie<SafeItem>("BySafeIndex", answer => (answer.Item.Value, answer.Proof.Leaf) = (reference, answer.Proof.Leaf));
        }),
    ];

    // Every entry of a is replaced by another entry of the log, with its own honest proof.
    private static async Task AnswerWithAsync(Stage stage, ulong index)
    {
        SafeItem other = await stage.ProvedAsync(index);
        InclusionProof then = await stage.Honest.InclusionAsync(index, 5);
        stage.ChangeEntries("a", item => (item.Index, item.Key, item.Value) = (other.Item.Index, other.Item.Key, other.Item.Value));
        stage.Server.Lies["SafeGet"] = _ => other;
        stage.Server.Lies["BySafeIndex"] = honest => ((SafeItem)honest).Item.Key.ToStringUtf8() == "a" ? other : honest;
        AndThen<ItemAt>(stage, "GetAt", answer => answer.Inclusion = then);
    }

    private static void AndThen<T>(Stage stage, string rpc, Action<T> change)
        where T : IMessage<T>
    {
        Func<IMessage, IMessage> first = stage.Server.Lies[rpc];
        stage.Server.Lies[rpc] = honest =>
        {
            IMessage answer = first(honest);
            change((T)answer);
            return answer;
        };
    }

    private static ByteString LeafOf(Item item) => ByteString.CopyFrom(TreeHash.Leaf(item.Index, item.Key.Span, item.Value.Span).ToArray());

    private static ByteString Text(string text) => ByteString.CopyFromUtf8(text);
}
