using ImmuFunctions.Client;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Functions.Tests.Serving;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Connect;

/// <summary>The SDK over HTTP: the same client, the same answers, verified all the same.</summary>
public sealed class SdkOverHttpTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("immufunctions-sdk-http-").FullName;
    private RunningFunctions _host = null!;
    private LedgerClient _ledger = null!;
    private string _place = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        string key = Path.Combine(_folder, "key.pem");
        using (var ecdsa = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256))
            await File.WriteAllTextAsync(key, ecdsa.ExportECPrivateKeyPem(), Ct);
        _host = await RunningFunctions.StartAsync("auth=true", "admin-password=Passw0rd!", "value-index=true", $"signingKey={key}");
        _place = _host.Address.Authority;
        _ledger = await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Client_OverHttp_WritesAndReadsVerified()
    {
        ulong first = await _ledger.SetAsync("order/1", "paid", Ct);
        WrittenRange batch = await _ledger.ExecuteAsync(
        [
            LedgerOperation.Set("order/2", "open"),
            LedgerOperation.Reference("newest", "order/2"),
            LedgerOperation.AddToSet("amounts", 9.5, "order/2"),
        ], Ct);
        await _ledger.SetAsync("order/1", "refunded", Ct);

        Assert.Equal(new WrittenRange(first + 1, first + 4), batch);
        Assert.Equal("refunded", (await _ledger.GetAsync("order/1", Ct))!.Value.ToString());
        Assert.Equal("paid", (await _ledger.GetAtAsync("order/1", size: first + 1, Ct))!.Value.ToString());
        Assert.Equal("open", (await _ledger.GetAsync("newest", Ct))!.Value.ToString());
        Assert.Null(await _ledger.GetAsync("order/3", Ct));
        Assert.Equal(["order/1", "order/2"], await KeysAsync(_ledger.ScanAsync("order/", cancellationToken: Ct)));
        Assert.Equal(["order/1", "order/1"], await KeysAsync(_ledger.HistoryAsync("order/1", cancellationToken: Ct)));
        Assert.Equal(["order/2"], await KeysAsync(_ledger.FindByValueAsync("op", isPrefix: true, Ct)));
        Assert.Equal(5, (await KeysAsync(_ledger.EntriesAsync(cancellationToken: Ct))).Count);
        await foreach (SetMember member in _ledger.SetMembersAsync("amounts", cancellationToken: Ct))
            Assert.Equal((9.5, "order/2", true), (member.Score, member.Entry.Key.ToString(), member.IsVerified));
        Assert.Equal(5UL, (await _ledger.VerifyRootAsync(Ct)).Size);
        Assert.Equal(TlogProofFault.None, TlogProof.TryParse(await _ledger.ReceiptAsync(first, Ct), out _));
    }

    [Fact]
    public async Task Client_OverHttp_ImportsAndRefusesAsOverGrpc()
    {
        ImportResult imported = await _ledger.ImportAsync(RowsAsync(3000), new ImportOptions { BatchEntries = 500 }, cancellationToken: Ct);

        Assert.Equal(3000UL, imported.Written);
        Assert.Equal(3000UL, (await _ledger.VerifyRootAsync(Ct)).Size);
        var refused = await Assert.ThrowsAsync<LedgerClientException>(() => _ledger.SetAsync("", "value", Ct));
        Assert.Equal((StatusCode.InvalidArgument, "invalid key"), (refused.Code, refused.Message));
        var denied = await Assert.ThrowsAsync<LedgerClientException>(() => LedgerClient.ConnectAsync(
            $"http://immudb:wrong@{_host.Address.Authority}/defaultdb", new LedgerClientOptions { Roots = new MemoryTrustedRoots() }, Ct));
        Assert.Equal(StatusCode.PermissionDenied, denied.Code);
    }

    // What is remembered over one transport holds over the next connection.
    [Fact]
    public async Task Client_OverHttpToALedgerMadeAnew_IsTampered()
    {
        await _ledger.SetAsync("k", "v", Ct);
        await _ledger.DisposeAsync();
        int port = _host.Address.Port;
        await _host.DisposeAsync();
        await using RunningFunctions other = await RunningFunctions.StartAsync("auth=true", "admin-password=Passw0rd!", $"port={port}");

        var tampered = await Assert.ThrowsAsync<TamperedException>(ConnectAsync);

        Assert.Equal(VerificationCheck.Identity, tampered.Check);
    }

    private Task<LedgerClient> ConnectAsync() => LedgerClient.ConnectAsync(
        $"http://immudb:Passw0rd%21@{_place}/defaultdb",
        new LedgerClientOptions { RootsPath = Path.Combine(_folder, "trusted-roots"), PinKeyOnFirstUse = true },
        Ct);

    private static async Task<List<string>> KeysAsync(IAsyncEnumerable<LedgerEntry> entries)
    {
        var keys = new List<string>();
        await foreach (LedgerEntry entry in entries)
        {
            Assert.True(entry.IsVerified);
            keys.Add(entry.Key.ToString());
        }

        return keys;
    }

    private static async IAsyncEnumerable<KeyValuePair<LedgerBytes, LedgerBytes>> RowsAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.CompletedTask;
            yield return new($"row/{i}", $"{i}");
        }
    }
}
