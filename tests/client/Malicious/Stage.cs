using System.Security.Cryptography;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Tests.Serving;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.V1;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Tests.Malicious;

/// <summary>A client that has read everything once from an honest ledger, whose server is about to lie.</summary>
/// <remarks>
/// <code>
/// 0 a = one    2 a = three   4 latest → a        6 s: a, score 1   8 t: ab, score 1
/// 1 b = two    3 ab = two    5 pinned → a at 0   7 s: b, score 2
/// </code>
/// Roots are signed and the key is pinned; the clock stands still unless a lie moves it on.
/// </remarks>
internal sealed class Stage : IAsyncDisposable
{
    public const int Entries = 9;

    private readonly ECDsa _key;
    private readonly PemRootSigner _signer;
    private readonly MemoryTrustedRoots _roots = new();
    private readonly List<IAsyncDisposable> _others = [];

    private Stage(ECDsa key, PemRootSigner signer, TestLedger honest) => (_key, _signer, Honest, Server) = (key, signer, honest, new LyingLedger(honest.Rpcs));

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public TestLedger Honest { get; }

    public LyingLedger Server { get; }

    public LedgerClient Client { get; private set; } = null!;

    public ManualTime Time { get; } = new();

    public static async Task<Stage> OpenAsync()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signer = new PemRootSigner(P256PrivateKey.FromPem(key.ExportPkcs8PrivateKeyPem()));
        var stage = new Stage(key, signer, await TestLedger.OpenAsync(signer: signer));
        await FillAsync(stage.Honest, "one", Entries);
        stage.Client = await LedgerClient.OverAsync(stage.Server, LedgerAddress.Parse("immu://ledger.test:3322/defaultdb"), new LedgerClientOptions
        {
            Roots = stage._roots,
            Retries = RetryOptions.None,
            Time = stage.Time,
            PinnedKeyPem = key.ExportSubjectPublicKeyInfoPem(),
        }, Stop);
        foreach (string name in (string[])["a", "b", "ab", "latest", "pinned"])
            Assert.NotNull(await stage.Client.GetAsync(name, Stop));
        return stage;
    }

    /// <summary>A second ledger that gives itself out as this one.</summary>
    /// <param name="first">Value of entry 0; the rest is the same.</param>
    /// <param name="entries">How many it has; beyond the known ones more are put behind.</param>
    /// <param name="isTakenForThis">Whether it has this ledger's identity.</param>
    /// <param name="hasThisKey">Whether it has this ledger's signing key.</param>
    public async Task<TestLedger> AnotherAsync(string first, int entries, bool isTakenForThis = true, bool hasThisKey = true)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        IRootSigner signer = hasThisKey ? _signer : new PemRootSigner(P256PrivateKey.FromPem(key.ExportPkcs8PrivateKeyPem()));
        TestLedger other = await TestLedger.OpenAsync(isTakenForThis ? Honest.Identity : null, signer);
        _others.Add(other);
        await FillAsync(other, first, entries);
        return other;
    }

    /// <summary>The root trusted now: what the client says, and what its store remembers of reads and writes.</summary>
    public async Task<TrustedRoot[]> TrustedAsync() => [Client.Root, await _roots.FindAsync(RootLine.Verified(Honest.Identity, "defaultdb"), Stop)];

    /// <summary>Whether the honest log had this root when it had so many entries.</summary>
    public async Task<bool> HadAsync(TrustedRoot root)
    {
        if (TrustedRoot.From(await Honest.RootAsync())!.Size < root.Size)
            return false;
        IMessage answer = await Honest.Rpcs.UnaryAsync(
            Protocol.Grpc.LedgerQueries.Descriptor.FindMethodByName("Prove"), new ProveRequest { Sizes = { root.Size } }, TestLedger.Call());
        return ((ProveReply)answer).Roots.Span.SequenceEqual(root.Hash.ToArray());
    }

    /// <summary>An entry with an honest proof.</summary>
    public Task<SafeItem> ProvedAsync(ulong index) => Honest.AskAsync<SafeItem>(
        "BySafeIndex", new SafeIndexOptions { Index = index, RootIndex = new Index { Index_ = Entries - 1 } });

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Honest.DisposeAsync();
        foreach (IAsyncDisposable other in _others)
            await other.DisposeAsync();
        _signer.Dispose();
        _key.Dispose();
    }

    private static async Task FillAsync(TestLedger ledger, string first, int entries)
    {
        Func<Task>[] writes =
        [
            () => ledger.SetAsync("a", first),
            () => ledger.SetAsync("b", "two"),
            () => ledger.SetAsync("a", "three"),
            () => ledger.SetAsync("ab", "two"),
            () => ledger.AskAsync<Index>("Reference", new ReferenceOptions { Reference = TestLedger.Bytes("latest"), Key = TestLedger.Bytes("a") }),
            () => ledger.AskAsync<Index>("Reference", new ReferenceOptions { Reference = TestLedger.Bytes("pinned"), Key = TestLedger.Bytes("a"), Index = new Index { Index_ = 0 } }),
            () => AddAsync(ledger, "s", 1, "a"),
            () => AddAsync(ledger, "s", 2, "b"),
            () => AddAsync(ledger, "t", 1, "ab"),
        ];
        for (int i = 0; i < entries; i++)
            await (i < writes.Length ? writes[i]() : ledger.SetAsync($"more {i}", "of it"));
    }

    private static Task<Index> AddAsync(TestLedger ledger, string set, double score, string key) => ledger.AskAsync<Index>(
        "ZAdd", new ZAddOptions { Set = TestLedger.Bytes(set), Score = new Score { Score_ = score }, Key = TestLedger.Bytes(key) });
}
