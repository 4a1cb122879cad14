using Google.Protobuf;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Answers that were true before.</summary>
internal static class ReplayLies
{
    private static readonly string[] Reads = ["SafeGet", "BySafeIndex", "GetBatch", "GetAt", "Scan", "History", "IScan", "ZScan", "FindByValue", "KeysWithValue", "CurrentRoot", "Receipt", "Prove"];
    private static readonly string[] Writes = ["SafeSet", "SafeReference", "SafeZAdd", "SetBatch", "ExecAllOps"];

    public static IReadOnlyList<Lie> All { get; } =
    [
        new("the answer from before a newer version was written", ["Get", "Get (reference)", "GetAll", "Scan", "History", "Entries", "SetMembers", "VerifyRoot"], async (stage, operation) =>
        {
            Record(stage, Reads);
            await DrainAsync(stage, operation);
            Action replay = Recorded(stage);
            stage.Server.Lies.Clear();
            await stage.Client.SetAsync("a", "four", Stage.Stop);
            replay();
        }),
        new("the answer to the same write before", ["Set", "SetReference", "AddToSet", "SetAll", "Execute"], async (stage, operation) =>
        {
            Record(stage, Writes);
            await DrainAsync(stage, operation);
            Recorded(stage)();
        }),
        new("the answer to the same write before, told to be a replay", ["Set", "SetReference", "AddToSet", "SetAll", "Execute"], async (stage, operation) =>
        {
            Record(stage, Writes);
            await DrainAsync(stage, operation);
            Recorded(stage)();
            stage.Server.ClaimsReplays = true;
        }),
    ];

    private static async Task DrainAsync(Stage stage, Operation operation)
    {
        await foreach (object? _ in operation.Results(stage.Client, Stage.Stop))
        {
        }
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Stage, Dictionary<string, IMessage>> Heard = [];

    private static void Record(Stage stage, IEnumerable<string> rpcs)
    {
        Dictionary<string, IMessage> heard = Heard.GetOrCreateValue(stage);
        foreach (string rpc in rpcs)
            stage.Server.Lies[rpc] = honest => heard[rpc] = Answers.Copy(honest);
    }

    private static Action Recorded(Stage stage) => () =>
    {
        foreach ((string rpc, IMessage answer) in Heard.GetOrCreateValue(stage))
            stage.Server.Lies[rpc] = _ => answer;
    };
}
