using Google.Protobuf;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.V1;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>Receipts that would not hold elsewhere.</summary>
internal static class ReceiptLies
{
    private static readonly string[] Receipts = ["Receipt"];

    public static IReadOnlyList<Lie> All { get; } =
    [
        new("the receipt of another entry", Receipts, async (stage, _) => stage.Server.Lies["Receipt"] = await AnswerAsync(stage.Honest, 1)),
        new("a receipt signed by another key", Receipts, async (stage, _) =>
            stage.Server.Lies["Receipt"] = await AnswerAsync(await stage.AnotherAsync("one", Stage.Entries, hasThisKey: false), 2)),
        new("a receipt of another history", Receipts, async (stage, _) => stage.Server.Lies["Receipt"] = await AnswerAsync(await stage.AnotherAsync("ONE", Stage.Entries), 2)),
        Change("a receipt with a changed entry", proof => new TlogProof(proof.Index, proof.Path, proof.Note, Flipped(proof.Extra))),
        Change("a receipt without its entry", proof => new TlogProof(proof.Index, proof.Path, proof.Note)),
        Change("a receipt with a shorter path", proof => new TlogProof(proof.Index, proof.Path[..^1], proof.Note, proof.Extra)),
        new("no receipt", Receipts, stage => stage.Server.Lies["Receipt"] = _ => new ReceiptReply()),
    ];

    private static Lie Change(string name, Func<TlogProof, TlogProof> change) => new(name, Receipts, stage => stage.Server.Lie<ReceiptReply>("Receipt", answer =>
    {
        TlogProof.TryParse(answer.Text.Span, out TlogProof? proof);
        answer.Text = ByteString.CopyFrom(change(proof!).Format());
    }));

    private static async Task<Func<IMessage, IMessage>> AnswerAsync(TestLedger ledger, ulong index)
    {
        IMessage answer = await ledger.Rpcs.UnaryAsync(
            Protocol.Grpc.LedgerQueries.Descriptor.FindMethodByName("Receipt"), new ReceiptRequest { Index = index, WithEntry = true }, TestLedger.Call());
        return _ => answer;
    }

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        copy[^1] ^= 1;
        return copy;
    }
}
