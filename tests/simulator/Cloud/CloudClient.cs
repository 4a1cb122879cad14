using System.Runtime.CompilerServices;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Simulator.Scheduling;

namespace ImmuFunctions.Simulator.Cloud;

/// <summary>One process's connection to the cloud: a request goes out, takes effect there, and an answer comes back, each later than the one before, or not at all.</summary>
internal sealed class CloudClient(Network network, VirtualProcess process, int maxAppendBytes) : IBlobStore
{
    private int _uploads;

    public bool IsExclusive => false;

    public int MaxAppendBytes => maxAppendBytes;

    /// <summary>Whether an answer is on its way of something that has been done.</summary>
    public int AnswersUnderWay { get; private set; }

    /// <summary>Whether an upload has begun and not ended.</summary>
    public bool IsUploading => _uploads > 0;

    public ValueTask<bool> CreateAppendBlobAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(StoreVerb.Create, name, 0, () => network.Cloud.CreateAppendBlob(name), cancellationToken);

    public ValueTask<AppendOutcome> AppendAsync(string name, long position, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(data.Length, nameof(data));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MaxAppendBytes, nameof(data));
        cancellationToken.ThrowIfCancellationRequested();
        byte[] copy = data.ToArray();
        return CallAsync(StoreVerb.Append, name, position, () => Append(name, position, copy), CancellationToken.None);
    }

    public ValueTask<int> ReadAsync(string name, long offset, Memory<byte> destination, CancellationToken cancellationToken) =>
        CallAsync(StoreVerb.Read, name, offset, () => network.Cloud.Read(name, offset, destination.Span), cancellationToken);

    public ValueTask<BlobContent?> GetAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(StoreVerb.Get, name, 0, () => network.Cloud.Get(name), cancellationToken);

    public ValueTask<string?> PutAsync(string name, ReadOnlyMemory<byte> data, PutCondition condition, PutDurability durability, CancellationToken cancellationToken)
    {
        byte[] copy = data.ToArray();
        return CallAsync(StoreVerb.Put, name, copy.Length, () => network.Cloud.Put(name, copy, condition), cancellationToken);
    }

    public async ValueTask<IBlobUpload> UploadAsync(string name, CancellationToken cancellationToken)
    {
        BlobName.Require(name);
        await CallAsync(StoreVerb.Begin, name, 0, () => true, cancellationToken).ConfigureAwait(false);
        _uploads++;
        return new Upload(this, network, name);
    }

    public async IAsyncEnumerable<BlobInfo> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<BlobInfo> listed = await CallAsync(
            StoreVerb.List, prefix, 0, () => network.Cloud.List(prefix, () => network.IsStale(Fault.ListedTooLittle), () => network.IsStale(Fault.ListedTooMuch)), cancellationToken).ConfigureAwait(false);
        foreach (BlobInfo blob in listed)
            yield return blob;
    }

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(StoreVerb.Delete, name, 0, () => network.Cloud.Delete(name, process), cancellationToken);

    public ValueTask<Acknowledged> AcknowledgedAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(StoreVerb.Read, name, 0, () => new Acknowledged(network.Cloud.Find(name)?.Length ?? 0, IsExact: true), cancellationToken);

    public ValueTask<bool> CutTailAsync(string name, long length, CancellationToken cancellationToken) => new(false);

    public ValueTask DisposeAsync() => default;

    private AppendOutcome Append(string name, long position, byte[] data)
    {
        AppendOutcome outcome = network.Cloud.Append(name, position, data);
        if (outcome == AppendOutcome.PositionNotMet)
            network.Tally.Count(Fault.Conflict);
        return outcome;
    }

    private ValueTask<T> CallAsync<T>(StoreVerb verb, string name, long detail, Func<T> effect, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long number = network.NextCall();
        Fate fate = network.DrawFate(verb);
        network.Trace.Call(network.Driver.Now, process.Name, verb, name, number, detail, fate);
        var answer = new TaskCompletionSource<T>();
        CancellationTokenRegistration registration = default;
        if (cancellationToken.CanBeCanceled)
            registration = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken)); // who waits no longer; the request goes on
        TimeSpan out1 = network.DrawLatency(), back = network.DrawLatency();
        switch (fate)
        {
            case Fate.Succeeds:
                network.Driver.Plan(out1, () =>
                {
                    // Who has given up reading may use the buffer for something else.
                    if (!answer.Task.IsCompleted || !Network.IsLookOnly(verb))
                        TakeEffect(verb, name, number, effect, done => Answer(back, () => answer.TrySetResult(done)));
                });
                break;
            case Fate.FailsBefore or Fate.Refused:
                network.Tally.Count(fate == Fate.Refused ? Fault.RefusedAppend : Fault.FailedBefore);
                network.Driver.Plan(out1 + back, () => Answer(TimeSpan.Zero, () => Fail(answer, fate, verb, name, number)));
                break;
            case Fate.FailsAfter:
                network.Tally.Count(Fault.FailedAfter);
                network.Driver.Plan(out1, () => TakeEffect(verb, name, number, effect, _ => Answer(back, () => Fail(answer, fate, verb, name, number))));
                break;
            default:
                network.Tally.Count(verb switch { StoreVerb.Append => Fault.LateAppend, StoreVerb.Put or StoreVerb.Commit => Fault.LatePut, _ => Fault.LateOther });
                TimeSpan given = network.DrawTimeout(), late = network.DrawLateness();
                network.Driver.Plan(given, () => Answer(TimeSpan.Zero, () => Fail(answer, fate, verb, name, number)));
                network.Driver.Plan(given + late, () => TakeEffect(verb, name, number, effect, _ => { }));
                break;
        }

        return cancellationToken.CanBeCanceled ? AwaitAsync(answer.Task, registration) : new(answer.Task);
    }

    private static async ValueTask<T> AwaitAsync<T>(Task<T> answer, CancellationTokenRegistration registration)
    {
        await using (registration.ConfigureAwait(false))
            return await answer.ConfigureAwait(false);
    }

    private void TakeEffect<T>(StoreVerb verb, string name, long number, Func<T> effect, Action<T> then)
    {
        if (process.IsDead && network.IsLostInDeath())
        {
            network.Trace.Effect(network.Driver.Now, process.Name, verb, name, number, "lost");
            return;
        }

        T done = effect();
        network.Trace.Effect(network.Driver.Now, process.Name, verb, name, number, done switch
        {
            AppendOutcome outcome => outcome == AppendOutcome.Appended ? "appended" : "position not met",
            int read => $"{read}",
            bool value => value ? "true" : "false",
            null => "null",
            _ => "done",
        });
        then(done);
    }

    private void Answer(TimeSpan delay, Action answer)
    {
        AnswersUnderWay++;
        network.Driver.Plan(delay, () =>
        {
            AnswersUnderWay--;
            process.Deliver(answer);
        });
    }

    private void Fail<T>(TaskCompletionSource<T> answer, Fate fate, StoreVerb verb, string name, long number)
    {
        network.Trace.Effect(network.Driver.Now, process.Name, verb, name, number, "failed");
        if (verb == StoreVerb.Append && fate != Fate.Refused)
            answer.TrySetResult((T)(object)AppendOutcome.Unknown);
        else
            answer.TrySetException(new LedgerException(LedgerErrorKind.Unavailable, fate == Fate.Refused ? $"{name}: not sent, nothing was written (simulated)" : $"{verb} {name} failed (simulated)"));
    }

    private sealed class Upload(CloudClient client, Network network, string name) : IBlobUpload
    {
        private readonly MemoryStream _bytes = new();
        private bool _isClosed;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            byte[] copy = piece.ToArray();
            await client.CallAsync(StoreVerb.Write, name, copy.Length, () => true, cancellationToken).ConfigureAwait(false);
            _bytes.Write(copy);
        }

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            cancellationToken.ThrowIfCancellationRequested();
            byte[] whole = _bytes.ToArray();
            await client.CallAsync(
                StoreVerb.Commit, name, whole.Length,
                () =>
                {
                    network.Cloud.Commit(name, whole);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }

        public ValueTask DisposeAsync()
        {
            if (!_isClosed)
                client._uploads--;
            _isClosed = true;
            return default;
        }
    }
}
