using System.Security.Cryptography;
using System.Text;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Ledger;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>A host that signs, in memory; checkpoints are published when they are asked for.</summary>
internal sealed class TlogHost : IAsyncDisposable
{
    public const string Origin = "test.example/log/defaultdb";
    public const string Prefix = "/tlog/defaultdb/";

    private readonly RunningFunctions _host;
    private readonly string _keyFile;

    private TlogHost(RunningFunctions host, LedgerEngine ledger, string keyFile) => (_host, Ledger, _keyFile) = (host, ledger, keyFile);

    public HttpClient Client => _host.Client;

    public Uri Address => _host.Address;

    public RunningFunctions Host => _host;

    public LedgerEngine Ledger { get; }

    /// <summary>The log's verifier key, as text: all that a client knows.</summary>
    public string KeyText => Ledger.CheckpointKey!.ToString();

    /// <summary>Starts it.</summary>
    /// <param name="settings">On top.</param>
    public static async Task<TlogHost> StartAsync(params string[] settings)
    {
        string keyFile = Path.GetTempFileName();
        using (ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            await File.WriteAllTextAsync(keyFile, key.ExportECPrivateKeyPem(), Ct);
        RunningFunctions host = await RunningFunctions.StartAsync(
            [$"signingKey={keyFile}", "checkpoint-interval=0", "checkpoint-origin=test.example/log", .. settings]);
        LedgerEngine ledger = (await host.Backend.LedgersAsync(Ct)).Databases.Default.Ledger;
        return new TlogHost(host, ledger, keyFile);
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Writes entries until there are <paramref name="size"/>: entry i has the key <c>key-i</c> and the value <c>value of entry i</c>.</summary>
    public async Task GrowToAsync(ulong size)
    {
        const ulong Batch = 1000;
        for (ulong from = (await Ledger.SnapshotAsync(Ct)).Size; from < size; from += Batch)
        {
            EntryDraft[] drafts = new EntryDraft[Math.Min(Batch, size - from)];
            for (int i = 0; i < drafts.Length; i++)
                drafts[i] = Draft($"key-{from + (ulong)i}", $"value of entry {from + (ulong)i}");
            await Ledger.AppendAsync(drafts, Ct);
        }
    }

    public static EntryDraft Draft(string key, string value) => new(EntryKind.Plain, Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(value));

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach ((string name, string value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request, Ct);
    }

    public Task<HttpResponseMessage> GetAsync(string resource, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, Prefix + resource, headers);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        File.Delete(_keyFile);
    }
}
