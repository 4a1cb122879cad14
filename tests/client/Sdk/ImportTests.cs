using System.Runtime.CompilerServices;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Client.Tests.Sdk;

/// <summary>Imports: all there once, in order, never far ahead, to be resumed.</summary>
public sealed class ImportTests : IAsyncLifetime
{
    private ClientFixture _fixture = null!;

    private LedgerClient Client => _fixture.Client;

    private static CancellationToken Stop => ClientFixture.Stop;

    public async ValueTask InitializeAsync() => _fixture = await ClientFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task ImportAsync_OfMany_WritesEachOnceAndTellsOfEveryBatch()
    {
        var told = new ProgressList();
        ImportResult result = await Client.ImportAsync(Entries(1_050).StreamAsync(), new ImportOptions { BatchEntries = 100 }, told, Stop);

        Assert.Equal((1_050UL, 1_050UL, 11), (result.Written, result.Entries, result.Batches));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => (ulong)i * 100).Append(1_050UL), told.Items.Select(item => item.Written));
        Assert.Equal(result.Bytes, told.Items[^1].Bytes);
        Assert.Equal(1_050, (await Client.ScanAsync("k", cancellationToken: Stop).ListAsync()).Count);
        Assert.Equal(1_050UL, Client.Root.Size);
    }

    [Fact]
    public async Task ImportAsync_OfNothing_WritesNothing()
    {
        Assert.Equal(new ImportResult(0, 0, 0, 0), await Client.ImportAsync(Entries(0).StreamAsync(), cancellationToken: Stop));
    }

    [Fact]
    public async Task ImportAsync_OfAKeyThatComesAgain_KeepsTheOrder()
    {
        // The first batch takes its time: one sent beside it would be there first.
        int batches = 0;
        _fixture.Rpcs.Requests["SetBatch"] = _ => _fixture.Rpcs.Waits["SetBatch"] = batches++ == 0 ? Task.Delay(100, Stop) : Task.CompletedTask;
        IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> entries = Enumerable.Range(0, 60).Select(i => new KeyValuePair<LedgerBytes, LedgerBytes>($"k{i % 3}", $"{i}"));
        await Client.ImportAsync(entries.StreamAsync(), new ImportOptions { InFlight = 4 }, cancellationToken: Stop);

        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $"{i * 3}"),
            (await Client.HistoryAsync("k0", new ListOptions { Reverse = true }, Stop).ListAsync()).Select(entry => entry.Value.ToString()));
    }

    [Fact]
    public async Task ImportAsync_OfLargeValues_CutsBatchesByBytes()
    {
        byte[] value = new byte[100_000];
        IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> entries = Enumerable.Range(0, 10).Select(i => new KeyValuePair<LedgerBytes, LedgerBytes>($"k{i}", value));
        ImportResult result = await Client.ImportAsync(entries.StreamAsync(), new ImportOptions { BatchBytes = 350_000, Raw = true }, cancellationToken: Stop);

        Assert.Equal(4, result.Batches);
        Assert.Equal(value, (await Client.GetAsync("k9", Stop))!.StoredValue.ToArray());
    }

    [Fact]
    public async Task ImportAsync_ToALedgerThatIsSlow_LetsTheSourceWait()
    {
        var gate = new TaskCompletionSource();
        _fixture.Rpcs.Waits["SetBatch"] = gate.Task;
        int read = 0;
        var full = new TaskCompletionSource();
        async IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> SourceAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (KeyValuePair<LedgerBytes, LedgerBytes> entry in Entries(1_000))
            {
                if (Interlocked.Increment(ref read) == 31)
                    full.TrySetResult();
                yield return entry;
                await Task.Yield();
            }
        }

        Task<ImportResult> importing = Client.ImportAsync(SourceAsync(Stop), new ImportOptions { BatchEntries = 10, InFlight = 2 }, cancellationToken: Stop);
        await full.Task;
        for (int i = 0; i < 1_000; i++)
            await Task.Yield();

        // Two batches under way, a full one, and the entry that did not fit into it.
        Assert.Equal(31, Volatile.Read(ref read));
        gate.SetResult();
        Assert.Equal(1_000UL, (await importing).Written);
    }

    [Fact]
    public async Task ImportAsync_ThatTheLedgerRefuses_SaysWhereToResume()
    {
        int batches = 0;
        _fixture.Rpcs.Requests["SetBatch"] = _ =>
        {
            if (Interlocked.Increment(ref batches) == 3)
                throw new RpcException(StatusCode.ResourceExhausted, "full");
        };
        var options = new ImportOptions { BatchEntries = 10, InFlight = 1 };
        var e = await Assert.ThrowsAsync<ImportStoppedException>(() => Client.ImportAsync(Entries(55).StreamAsync(), options, cancellationToken: Stop));
        Assert.Equal((20UL, StatusCode.ResourceExhausted, "full"), (e.Written, e.Code, e.Message));

        ImportResult rest = await Client.ImportAsync(Entries(55).StreamAsync(), options with { Skip = e.Written }, cancellationToken: Stop);
        Assert.Equal((55UL, 35UL), (rest.Written, rest.Entries));
        Assert.Equal(55UL, Client.Root.Size);
    }

    [Fact]
    public async Task ImportAsync_IntoALedgerThatLies_IsTampering()
    {
        _fixture.Rpcs.Requests["SetBatch"] = request => ((KVList)request).KVs[3].Value = TestLedger.Bytes("x");

        await Assert.ThrowsAsync<TamperedException>(() => Client.ImportAsync(Entries(10).StreamAsync(), cancellationToken: Stop));
    }

    [Fact]
    public async Task ImportAsync_WhoseSourceFails_HasWrittenWhatCameBefore()
    {
        var told = new ProgressList();
        IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> source = Entries(100).Select((entry, i) => i == 45 ? throw new InvalidDataException("line 46") : entry);

        await Assert.ThrowsAsync<InvalidDataException>(() => Client.ImportAsync(source.StreamAsync(), new ImportOptions { BatchEntries = 10 }, told, Stop));
        Assert.Equal(40UL, told.Items[^1].Written);
        Assert.Equal(40UL, (await Client.StatsAsync(cancellationToken: Stop)).Entries);
    }

    [Fact]
    public async Task ImportAsync_ThatIsCancelled_Stops()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> source = Entries(1_000).Select((entry, i) =>
        {
            if (i == 500)
                cancel.Cancel();
            return entry;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Client.ImportAsync(source.StreamAsync(), new ImportOptions { BatchEntries = 10 }, cancellationToken: cancel.Token));
        Assert.InRange((await Client.StatsAsync(cancellationToken: Stop)).Entries, 0UL, 500UL);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(52_428, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, ImportOptions.MaxBatchBytes + 1, 1)]
    [InlineData(1, 1, 0)]
    public async Task ImportAsync_WithSizesThatCannotBe_IsRefused(int entries, int bytes, int inFlight)
    {
        var options = new ImportOptions { BatchEntries = entries, BatchBytes = bytes, InFlight = inFlight };

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.ImportAsync(Entries(1).StreamAsync(), options, cancellationToken: Stop));
    }

    private static IEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> Entries(int count) =>
        Enumerable.Range(0, count).Select(i => new KeyValuePair<LedgerBytes, LedgerBytes>($"k{i:d4}", $"{i}"));

    private sealed class ProgressList : IProgress<ImportProgress>
    {
        public List<ImportProgress> Items { get; } = [];

        public void Report(ImportProgress value) => Items.Add(value);
    }
}
