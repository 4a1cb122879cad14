using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.V1;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Something else is written than what was sent.</summary>
internal static class WriteLies
{
    private static readonly string[] Batches = ["SetAll", "Execute"];

    public static IReadOnlyList<Lie> All { get; } =
    [
        new("something else is written", ["Set", "SetReference", "AddToSet", "SetAll", "Execute"], stage => stage.Server.Behind = new Rewriting(stage.Honest.Rpcs)),
        new("nothing is written", ["Set", "SetReference", "AddToSet", "SetAll", "Execute"], async (stage, _) =>
        {
            Proof newest = (await stage.ProvedAsync(Stage.Entries - 1)).Proof;
            stage.Server.Behind = new Rewriting(stage.Honest.Rpcs) { IsDropping = true, Instead = newest };
        }),
        new("the indexes of entries before", Batches, stage => Move(stage, index => index - 1)),
        new("the indexes of entries before, and `UNAVAILABLE` to the question whether it was rolled back", Batches, async (stage, _) =>
        {
            await stage.Client.SetAsync("c", "three", Stage.Stop); // before its first write a client asks as well
            Move(stage, index => index - 1);
            stage.Server.Lies["Prove"] = _ => throw new RpcException(StatusCode.Unavailable, "down");
        }),
        new("the indexes of entries before, and another root to that question", Batches, stage =>
        {
            Move(stage, index => index - 1);
            stage.Server.Lie<ProveReply>("Prove", answer => answer.Roots = ByteString.CopyFrom([(byte)~answer.Roots[0], .. answer.Roots.Skip(1)]));
        }),
        new("the indexes of entries before, and what is no answer to that question", Batches, stage =>
        {
            Move(stage, index => index - 1);
            stage.Server.Lie<ProveReply>("Prove", answer => answer.Roots = ByteString.Empty);
        }),
        new("indexes that are not there", Batches, stage => Move(stage, index => index + 1)),
        new("an index without end", Batches, stage => Move(stage, _ => ulong.MaxValue)),
    ];

    private static void Move(Stage stage, Func<ulong, ulong> move)
    {
        stage.Server.Lie<Index>("SetBatch", answer => answer.Index_ = move(answer.Index_));
        stage.Server.Lie<Index>("ExecAllOps", answer => answer.Index_ = move(answer.Index_));
    }

    /// <summary>Passes writes on with another value, key or score, or not at all.</summary>
    private sealed class Rewriting(IRpcInvoker honest) : IRpcInvoker
    {
        public bool IsDropping { get; init; }

        public Proof? Instead { get; init; }

        public async ValueTask<IMessage> UnaryAsync(MethodDescriptor rpc, IMessage request, RpcCall call)
        {
            IMessage copy = Answers.Copy(request);
            switch (copy)
            {
                case SafeSetOptions set:
                    set.Kv.Value = ByteString.CopyFromUtf8("lie");
                    break;
                case SafeReferenceOptions reference:
                    reference.Ro.Key = ByteString.CopyFromUtf8("a");
                    break;
                case SafeZAddOptions member:
                    member.Zopts.Score.Score_ += 1;
                    break;
                case KVList list:
                    list.KVs[1].Value = ByteString.CopyFromUtf8("lie");
                    break;
                case Ops operations:
                    operations.Operations[0].KVs.Value = ByteString.CopyFromUtf8("lie");
                    break;
                default:
                    return await honest.UnaryAsync(rpc, request, call);
            }

            if (!IsDropping)
                return await honest.UnaryAsync(rpc, copy, call);
            // Something that changes nothing: the call is to know who answered.
            await honest.UnaryAsync(rpc.Service.FindMethodByName("Health"), new Empty(), call);
            return rpc.OutputType == Proof.Descriptor ? Instead! : new Index { Index_ = Stage.Entries - 1 };
        }

        public ValueTask StreamAsync(MethodDescriptor rpc, IMessage request, Func<IMessage, ValueTask> send, RpcCall call) => honest.StreamAsync(rpc, request, send, call);
    }
}
