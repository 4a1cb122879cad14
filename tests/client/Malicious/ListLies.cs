using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Lists with entries that are in the log, and not what was asked for.</summary>
internal static class ListLies
{
    public static IReadOnlyList<Lie> All { get; } =
    [
        new("an entry of another key", ["GetAll", "Scan", "History", "FindByValue", "KeysWithValue"], stage =>
            stage.ChangeList(items => items.Add(items.Any(item => item.Key.ToStringUtf8() == "a") ? Answers.Entry(1, "b", "two") : Answers.Entry(2, "a", "three")))),
        new("an entry twice", ["GetAll", "Scan", "History", "Entries", "FindByValue", "KeysWithValue"], stage => stage.ChangeList(items => items.Insert(1, items[0]))),
        new("entries in another order", ["GetAll", "Scan", "History", "Entries", "FindByValue", "KeysWithValue"], stage =>
            stage.ChangeList(items => (items[0], items[1]) = (items[1], items[0]))),
        new("one entry changed", ["GetAll", "Scan", "History", "Entries"], stage => stage.ChangeList(items => items[1].Value = ByteString.CopyFromUtf8("lie"))),
        new("the newest version left out", ["History"], stage => stage.ChangeList(items => items.RemoveAt(0))),
        new("an entry left out", ["Entries"], stage => stage.ChangeList(items => items.RemoveAt(1))),
        new("the end left out", ["Entries"], stage => stage.ChangeList(items => items.RemoveAt(items.Count - 1))),
        new("all left out", ["History", "Entries"], stage => stage.ChangeList(items => items.Clear())),
        Member("another score", members => members[0].Score = 7),
        Member("another score, and a member to match", members =>
        {
            members[0].Score = 1.5;
            members[0].CurrentOffset = ByteString.CopyFrom(SortedSetKey.Encode("s"u8, 1.5, "a"u8, null));
        }),
        Member("a member of another set", members => members[0].CurrentOffset = ByteString.CopyFrom(SortedSetKey.Encode("t"u8, 1, "a"u8, null))),
        Member("a member twice", members => members.Insert(1, members[0])),
        Member("members in another order", members => (members[0], members[1]) = (members[1], members[0])),
        Member("a member at another index", members => members[0].Index = 7),
    ];

    private static Lie Member(string name, Action<IList<ZItem>> change) =>
        new(name, ["SetMembers"], stage => stage.Server.Lie<ZItemList>("ZScan", answer => change(answer.Items)));
}
