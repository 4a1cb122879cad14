using System.Text;
using ImmuFunctions.Ledger.Checkpoints;
using ImmuFunctions.Ledger.Storage;
using Xunit;

namespace ImmuFunctions.Ledger.Tests.Checkpoints;

/// <summary>The log is not what was once signed: nothing more is.</summary>
public sealed class ContradictionTests
{
    [Fact]
    public async Task Publish_LogSetBack_RefusesAndKeepsWhatIsPublished()
    {
        using var signer = new TestSigner();
        ReadOnlyMemory<byte> old = await NoteOfAsync(signer, "a", "b", "c", "d", "e");
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await WriteAsync(ledger, "a", "b", "c");
        await Published.ReplaceAsync(store, old);
        int signed = signer.Signed;

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.PublishCheckpointAsync(Ct));

        Assert.Contains("set back", e.Message, StringComparison.Ordinal);
        Assert.Contains("5 entries", e.Message, StringComparison.Ordinal);
        Assert.Contains("only 3", e.Message, StringComparison.Ordinal);
        Assert.Equal(signed, signer.Signed);
        Assert.Equal(5u, (await Published.InAsync(store, signer))!.Size);
    }

    [Theory]
    [InlineData("a b x")]
    [InlineData("a x c d e f")]
    public async Task Publish_LogOfAnotherHistory_Refuses(string keys)
    {
        using var signer = new TestSigner();
        ReadOnlyMemory<byte> old = await NoteOfAsync(signer, "a", "b", "c");
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await WriteAsync(ledger, keys.Split(' '));
        await Published.ReplaceAsync(store, old);
        int signed = signer.Signed;

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.PublishCheckpointAsync(Ct));

        Assert.Contains("another history", e.Message, StringComparison.Ordinal);
        Assert.Contains((await ledger.NowAsync()).Root.ToString(), e.Message, StringComparison.Ordinal);
        Assert.Equal(signed, signer.Signed);
    }

    [Fact]
    public async Task Publish_CheckpointOfAnotherKey_RefusesAndNamesOurs()
    {
        using TestSigner signer = new(), other = new();
        ReadOnlyMemory<byte> old = await NoteOfAsync(other, "a");
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await WriteAsync(ledger, "a", "b");
        await Published.ReplaceAsync(store, old);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.PublishCheckpointAsync(Ct));

        Assert.Contains(signer.Key.ToString(), e.Message, StringComparison.Ordinal);
        Assert.Contains("UnknownKey", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_CheckpointChangedByAByte_RefusesUntilItIsDeleted()
    {
        using var signer = new TestSigner();
        byte[] changed = (await NoteOfAsync(signer, "a")).ToArray();
        changed[Encoding.UTF8.GetByteCount(TestSigner.Origin) + 1] = (byte)'2';
        var store = new MemoryStore();
        await using LedgerEngine ledger = await TestLedger.OpenAsync(store, Published.By(signer));
        await WriteAsync(ledger, "a", "b");
        await Published.ReplaceAsync(store, changed);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await ledger.PublishCheckpointAsync(Ct));
        Assert.Contains("WrongSignature", e.Message, StringComparison.Ordinal);

        await store.DeleteAsync(Published.Name, Ct);
        Assert.Equal(2u, (await ledger.PublishCheckpointAsync(Ct))!.Checkpoint.Size);
    }

    [Fact]
    public async Task Sign_SmallerTreeThanBefore_RefusesWhateverTheStoreSays()
    {
        using var inner = new TestSigner();
        var signer = new MonotoneSigner(inner, TestSigner.Origin);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        Snapshot one = (await ledger.SetAsync("a")).Snapshot, two = (await ledger.SetAsync("b")).Snapshot;
        await signer.SignAsync(two, known: null, Ct);

        await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await signer.SignAsync(one, known: null, Ct));

        Assert.Equal(1, inner.Signed);
    }

    [Fact]
    public async Task Sign_TreeOfAnotherHistoryThanBefore_Refuses()
    {
        using var inner = new TestSigner();
        var signer = new MonotoneSigner(inner, TestSigner.Origin);
        await using LedgerEngine ours = await TestLedger.OpenAsync(new MemoryStore()), theirs = await TestLedger.OpenAsync(new MemoryStore());
        await WriteAsync(ours, "a");
        await WriteAsync(theirs, "x", "y");
        await signer.SignAsync(await ours.NowAsync(), known: null, Ct);

        await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await signer.SignAsync(await theirs.NowAsync(), known: null, Ct));
    }

    [Fact]
    public async Task Sign_AnswerWasLost_StillBindsTheSigner()
    {
        using var inner = new TestSigner();
        var signer = new MonotoneSigner(inner, TestSigner.Origin);
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore());
        Snapshot one = (await ledger.SetAsync("a")).Snapshot, two = (await ledger.SetAsync("b")).Snapshot;
        inner.FailNext(1);
        await Refusal.OfAsync(LedgerErrorKind.Unavailable, async () => await signer.SignAsync(two, known: null, Ct));

        await Refusal.OfAsync(LedgerErrorKind.Corrupt, async () => await signer.SignAsync(one, known: null, Ct));

        Assert.Equal(2u, (await signer.SignAsync(two, known: null, Ct)).Checkpoint.Size);
    }

    private static async Task<ReadOnlyMemory<byte>> NoteOfAsync(TestSigner signer, params string[] keys)
    {
        await using LedgerEngine ledger = await TestLedger.OpenAsync(new MemoryStore(), Published.By(signer));
        await WriteAsync(ledger, keys);
        return (await ledger.PublishCheckpointAsync(Ct))!.Note;
    }

    private static async Task WriteAsync(LedgerEngine ledger, params string[] keys)
    {
        foreach (string key in keys)
            await ledger.SetAsync(key);
    }
}
