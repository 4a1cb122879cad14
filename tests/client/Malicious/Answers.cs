using Google.Protobuf;
using Google.Protobuf.Collections;
using Immudb.Schema;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Changes the entries of answers, whichever rpc they come from.</summary>
internal static class Answers
{
    private static readonly string[] WithEntries = ["SafeGet", "BySafeIndex", "GetBatch", "GetAt", "Scan", "History", "IScan", "ZScan", "FindByValue", "KeysWithValue"];

    /// <summary>Changes every entry of every answer that has a key.</summary>
    /// <param name="stage">Whose server.</param>
    /// <param name="key">Null for all.</param>
    /// <param name="change">What is done to it; the messages may be changed.</param>
    public static void ChangeEntries(this Stage stage, string? key, Action<Item> change)
    {
        foreach (string rpc in WithEntries)
        {
            stage.Server.Lies[rpc] = honest =>
            {
                IMessage answer = Copy(honest);
                foreach (Item item in ItemsOf(answer).Where(item => key is null || item.Key.ToStringUtf8() == key))
                    change(item);
                return answer;
            };
        }
    }

    /// <summary>Changes the first list of entries that an rpc answers with.</summary>
    public static void ChangeList(this Stage stage, Action<IList<Item>> change)
    {
        foreach (string rpc in WithEntries.Except(["SafeGet", "BySafeIndex", "GetAt", "ZScan"]))
        {
            stage.Server.Lies[rpc] = honest =>
            {
                IMessage answer = Copy(honest);
                change(ListOf(answer));
                return answer;
            };
        }
    }

    /// <summary>A copy that may be changed.</summary>
    public static IMessage Copy(IMessage message) => message.Descriptor.Parser.ParseFrom(message.ToByteString());

    /// <summary>An entry as lists have it.</summary>
    public static Item Entry(ulong index, string key, string value) => new() { Index = index, Key = ByteString.CopyFromUtf8(key), Value = ByteString.CopyFromUtf8(value) };

    private static IEnumerable<Item> ItemsOf(IMessage answer) => answer switch
    {
        SafeItem one => [one.Item],
        ItemAt one => [one.Item],
        ZItemList members => members.Items.Select(member => member.Item),
        _ => ListOf(answer),
    };

    private static RepeatedField<Item> ListOf(IMessage answer) => answer switch
    {
        ItemList list => list.Items,
        Page page => page.Items,
        ValuePage page => page.Items,
        _ => throw new ArgumentException($"{answer.Descriptor.Name} has no list of entries.", nameof(answer)),
    };
}
