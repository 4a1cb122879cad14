using System.Globalization;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Bench.Contention;

/// <summary>One caller that writes entry after entry, each under a key of its own.</summary>
/// <param name="number">Tells it from the others.</param>
/// <param name="hosts">It writes to one of them; one that names its requests goes to the next when it gets no answer.</param>
/// <param name="namesRequests">Whether it sends a request id and repeats until it is answered; otherwise a failure is left as it is.</param>
internal sealed class Writer(int number, IReadOnlyList<Host> hosts, bool namesRequests)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<WrittenEntry> _written = [];

    /// <summary>What it wrote, in order. To be read when it has ended.</summary>
    public IReadOnlyList<WrittenEntry> Written => _written;

    /// <summary>Calls repeated under their first request id.</summary>
    public int Repeated { get; private set; }

    /// <summary>Writes until told to stop; then finishes the entry it is at.</summary>
    /// <param name="answered">Told of every entry that was acknowledged.</param>
    /// <param name="end">No entry is begun afterwards.</param>
    public async Task RunAsync(Action<WrittenEntry> answered, CancellationToken end)
    {
        for (int entry = 0; !end.IsCancellationRequested; entry++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"writer-{number:D4}/{entry:D8}");
            WrittenEntry written = await WriteAsync(key, $"value of {key}, 64 bytes with its padding ".PadRight(64, '.'));
            _written.Add(written);
            if (written.Outcome == WriteOutcome.Acknowledged)
                answered(written);
        }
    }

    private async Task<WrittenEntry> WriteAsync(string key, string value)
    {
        var request = new KeyValue { Key = ByteString.CopyFromUtf8(key), Value = ByteString.CopyFromUtf8(value) };
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                var options = new CallOptions
                {
                    Deadline = DateTimeOffset.UtcNow + Patience,
                    Headers = namesRequests ? [new("immufunctions-request-id", key)] : [],
                };
                Immudb.Schema.Index index = await hosts[(number + attempt) % hosts.Count].Client.SetAsync(request, options);
                return new WrittenEntry(key, value, WriteOutcome.Acknowledged, index.Index_);
            }
            catch (RpcException e) when (e.Code is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown)
            {
                await Task.Delay(BetweenTries);
                if (!namesRequests)
                    return new WrittenEntry(key, value, WriteOutcome.Unknown, 0);
                Repeated++;
            }
        }
    }
}
