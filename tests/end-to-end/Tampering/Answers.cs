using System.Globalization;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.EndToEnd.Tests.Tampering;

/// <summary>Asks a host over a damaged folder for everything that it ever acknowledged.</summary>
internal sealed class Answers
{
    private readonly Session _session;
    private readonly HealthyFolder _healthy;
    private readonly string _touched;

    private Answers(Session session, HealthyFolder healthy, string touched) =>
        (_session, _healthy, _touched) = (session, healthy, touched);

    /// <summary>Fails on any answer that is neither what the host said when it was healthy nor DATA_LOSS with a name.</summary>
    /// <param name="host">Runs over the damaged folder.</param>
    /// <param name="healthy">What it held.</param>
    /// <param name="touched">File that a refusal may name; it may name the entry's index instead.</param>
    public static async Task AreRightOrNameTheDamageAsync(HostProcess host, HealthyFolder healthy, string touched)
    {
        using var session = await Session.OpenAsync(host.Address);
        var answers = new Answers(session, healthy, touched);
        await answers.RootAsync();
        await answers.EntriesAsync();
        await answers.KeysAsync();
        await answers.ScanAsync();
    }

    private Task RootAsync() => RightOrDamagedAsync(null, async () =>
        Assert.Equal(_healthy.Root, await _session.RootAsync()));

    private async Task EntriesAsync()
    {
        foreach (var entry in _healthy.Entries)
        {
            await RightOrDamagedAsync(entry.Index, async () =>
                Assert.Equal(entry, await _session.Client.ByIndexAsync(Wire.Index(entry.Index), _session.Options)));
            await RightOrDamagedAsync(entry.Index, async () =>
            {
                var request = new SafeIndexOptions { Index = entry.Index, RootIndex = _healthy.Root.Index };
                var reply = await _session.Client.BySafeIndexAsync(request, _session.Options);
                Assert.Equal(entry, reply.Item);
                Assert.Equal(_healthy.Root, _healthy.Root.Advance(reply.Proof, entry.Key, entry.Value));
            });
        }
    }

    private async Task KeysAsync()
    {
        foreach (var (key, item) in _healthy.Newest)
        {
            // For a reference the damage may be in the reference's own entry or in its target's.
            var own = _healthy.Entries.Last(entry => entry.Key == key).Index;
            await RightOrDamagedAsync(item.Index, own, async () =>
                Assert.Equal(item, await _session.Client.GetAsync(new Key { Key_ = key }, _session.Options)));
            await RightOrDamagedAsync(null, () => HistoryAsync(key));
        }
    }

    private async Task HistoryAsync(ByteString key)
    {
        var history = await _session.Client.HistoryAsync(new HistoryOptions { Key = key, Reverse = true }, _session.Options);
        Assert.Equal(_healthy.Entries.Where(entry => entry.Key == key), history.Items);
    }

    private Task ScanAsync() => RightOrDamagedAsync(null, async () =>
        Assert.Equal(_healthy.Scan, (await _session.Client.ScanAsync(new ScanOptions(), _session.Options)).Items));

    private Task RightOrDamagedAsync(ulong? index, Func<Task> ask) => RightOrDamagedAsync(index, index, ask);

    private async Task RightOrDamagedAsync(ulong? index, ulong? orIndex, Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (RpcException refusal)
        {
            Assert.Equal(StatusCode.DataLoss, refusal.Code);
            Assert.True(
                refusal.Message.Contains(_touched, StringComparison.Ordinal) || Names(refusal, index) || Names(refusal, orIndex),
                $"the refusal names neither {_touched} nor entry {index}: {refusal.Message}");
        }
    }

    // A call about many entries may name any one of them.
    private static bool Names(RpcException refusal, ulong? index) =>
        index is { } known
            ? refusal.Message.Contains(known.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            : refusal.Message.Any(char.IsAsciiDigit);
}
