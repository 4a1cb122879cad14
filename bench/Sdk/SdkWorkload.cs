using ImmuFunctions.Bench.Hosting;
using ImmuFunctions.Bench.Rpc;
using ImmuFunctions.Client;

namespace ImmuFunctions.Bench.Sdk;

/// <summary>The calls that are measured, over a host that holds entries <c>[0, entries)</c>.</summary>
/// <param name="entries">Number of entries loaded before.</param>
/// <param name="root">The root after loading: what the rpcs alone are sent with.</param>
/// <param name="clients">Share the calls of the SDK.</param>
internal sealed class SdkWorkload(long entries, TrustedRoot root, LedgerClient[] clients)
{
    /// <summary>In how many ways each call is made, the rpc alone first.</summary>
    public const int Ways = 2;

    /// <summary>Reads, then writes.</summary>
    public IReadOnlyList<RpcOperation> Calls { get; } =
    [
        new("SafeGet, rpc alone", (session, caller, number) =>
            session.Client(caller).SafeGetAsync(new() { Key = EntrySource.Key(EntrySource.RandomNumber(number, entries)), RootIndex = root.Index }, session.Options)),
        new("GetAsync", (_, caller, number) => ReadAsync(clients[caller % clients.Length], EntrySource.Key(EntrySource.RandomNumber(number, entries)))) { TargetRatio = 0.65 },
        new("SafeSet, rpc alone", (session, caller, number) =>
            session.Client(caller).SafeSetAsync(new() { Kv = EntrySource.Pair(entries + number), RootIndex = root.Index }, session.Options)),
        new("SetRawAsync", (_, caller, number) =>
        {
            var pair = EntrySource.Pair(entries + number);
            return clients[caller % clients.Length].SetRawAsync(pair.Key, pair.Value);
        }),
    ];

    private static async Task ReadAsync(LedgerClient client, LedgerBytes key)
    {
        if (await client.GetAsync(key) is null)
            throw new BenchmarkException($"there is no {key}");
    }
}
