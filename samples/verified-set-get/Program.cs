// Writes entries to a running ledger and reads one. Each is proved to be in the log, and the log to go on from the one seen before.
//
//   dotnet run --project local-host                    (in another terminal)
//   dotnet run --project samples/verified-set-get

using ImmuFunctions.Client;

string port = Environment.GetEnvironmentVariable("IMMUDB_PORT") ?? "3322";
await using LedgerClient ledger = await LedgerClient.ConnectAsync($"immu://immudb:immudb@127.0.0.1:{port}/defaultdb", new LedgerClientOptions
{
    // For trying it out: the ledger may have been started a moment ago, and be another one than the last that was here.
    Retries = new RetryOptions { Attempts = 10 },
    AllowNewIdentity = true,
});
Console.WriteLine($"The ledger has {ledger.Root.Size} entries and the root {ledger.Root.Hash}");

for (int i = 1; i <= 300; i++)
    await ledger.SetAsync($"order:{i:D4}", $"paid {i * 10} EUR");

if (await ledger.GetAsync("order:0042") is { } order)
    Console.WriteLine($"{order.Key} is '{order.Value}': entry {order.Index}, written {order.Time:u}, verified");
Console.WriteLine($"All writes verified. The ledger has {ledger.Root.Size} entries and the root {ledger.Root.Hash}");
