using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Bench.Contention;

/// <summary>One client that remembers one root, and reads what was acknowledged from now this host, now that one, each time with proofs.</summary>
/// <param name="hosts">The hosts.</param>
/// <param name="next">An entry that was acknowledged before; null if there is none yet.</param>
internal sealed class Reader(IReadOnlyList<Host> hosts, Func<WrittenEntry?> next)
{
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(10);

    private readonly List<TrustedRoot> _seen = [];
    private TrustedRoot _trusted = new(0, Core.Hashing.Hash.EmptyTree);

    /// <summary>Every root that was proved to it. To be read when it has ended.</summary>
    public IReadOnlyList<TrustedRoot> Seen => _seen;

    /// <summary>Answers that were right and proved.</summary>
    public int Verified { get; private set; }

    /// <summary>What was not right, in words.</summary>
    public List<string> Violations { get; } = [];

    /// <summary>Reads until told to stop.</summary>
    public async Task RunAsync(CancellationToken end)
    {
        for (int read = 0; !end.IsCancellationRequested; read++)
        {
            if (next() is { } entry)
                await ReadAsync(hosts[read % hosts.Count], entry);
            await Task.Delay(BetweenReads, CancellationToken.None);
        }
    }

    private async Task ReadAsync(Host host, WrittenEntry entry)
    {
        try
        {
            var request = new SafeGetOptions { Key = ByteString.CopyFromUtf8(entry.Key), RootIndex = _trusted.Index };
            SafeItem answer = await host.Client.SafeGetAsync(request);
            TrustedRoot now = _trusted.Advance(answer, request.Key, ByteString.CopyFromUtf8(entry.Value));
            if (answer.Item.Index != entry.Index)
                Violations.Add($"{entry.Key} was acknowledged at {entry.Index} and read at {answer.Item.Index}");
            if (now.Size < _trusted.Size)
                Violations.Add($"a read of {now.Size} entries came after one of {_trusted.Size}");
            _trusted = now;
            _seen.Add(now);
            Verified++;
        }
        catch (RpcException e) when (e.Code is StatusCode.Unavailable or StatusCode.Cancelled or StatusCode.DeadlineExceeded)
        {
            // The host was killed, or is about to start.
        }
        catch (RpcException e)
        {
            Violations.Add($"{entry.Key}, acknowledged at {entry.Index}: {e.Code}: {e.Message}");
        }
        catch (BenchmarkException e)
        {
            Violations.Add(e.Message);
        }
    }
}
