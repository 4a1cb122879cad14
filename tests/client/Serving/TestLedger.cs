using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Signing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Accounts;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;
using ImmuFunctions.V1;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Client.Tests.Serving;

/// <summary>An honest ledger in memory.</summary>
internal sealed class TestLedger : IAsyncDisposable
{
    private readonly DatabaseCatalog _databases;
    private readonly OpenAccounts _accounts;

    private TestLedger(DatabaseCatalog databases, OpenAccounts accounts, string? identity)
    {
        (_databases, _accounts) = (databases, accounts);
        Identity = identity ?? databases.Identity;
        var rpcs = new RpcTable(Identity);
        new ImmuRpcs(accounts.Access).BindTo(rpcs.BinderOf(ImmuService.Descriptor));
        new LedgerQueryRpcs(accounts.Access).BindTo(rpcs.BinderOf(LedgerQueries.Descriptor));
        Rpcs = rpcs;
    }

    public string Identity { get; }

    public IRpcInvoker Rpcs { get; }

    /// <summary>Opens one.</summary>
    /// <param name="identity">Of another ledger, to be taken for it.</param>
    /// <param name="signer">Signs its roots.</param>
    /// <param name="password">Of the user immudb; null: nobody needs to log in.</param>
    /// <param name="time">The clock of tokens; null for the system's.</param>
    public static async Task<TestLedger> OpenAsync(string? identity = null, IRootSigner? signer = null, string? password = null, TimeProvider? time = null)
    {
        var store = new MemoryStore();
        DatabaseCatalog databases = await DatabaseCatalog.OpenAsync(
            store, new LedgerOptions { Signer = signer, CheckpointInterval = TimeSpan.Zero, ValueIndex = true }, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        OpenAccounts accounts = await OpenAccounts.OpenAsync(
            databases, store, new AccountOptions(password is null ? null : AdminPassword.Parse(password)) { Time = time ?? TimeProvider.System }, null, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        return new TestLedger(databases, accounts, identity);
    }

    /// <summary>Opens one with entries "0" = "0", "1" = "1" and so on.</summary>
    public static async Task<TestLedger> OpenAsync(int entries, string? identity = null)
    {
        TestLedger ledger = await OpenAsync(identity);
        for (int i = 0; i < entries; i++)
            await ledger.SetAsync($"{i}", $"{i}");
        return ledger;
    }

    public static RpcCall Call() => new(TestContext.Current.CancellationToken) { IsLocal = true };

    public static ByteString Bytes(string text) => ByteString.CopyFromUtf8(text);

    public async Task<T> AskAsync<T>(string rpc, IMessage request)
        where T : IMessage<T> => ((T)await Rpcs.UnaryAsync(ImmuService.Descriptor.FindMethodByName(rpc), request, Call())).Clone();

    public async Task<ulong> SetAsync(string key, string value) =>
        (await AskAsync<Index>("Set", new KeyValue { Key = Bytes(key), Value = Bytes(value) })).Index_;

    public Task<SafeItem> SafeGetAsync(string key, ulong rootIndex) =>
        AskAsync<SafeItem>("SafeGet", new SafeGetOptions { Key = Bytes(key), RootIndex = new Index { Index_ = rootIndex } });

    /// <summary>That an entry is in the log of some earlier size.</summary>
    public async Task<InclusionProof> InclusionAsync(ulong index, ulong size)
    {
        var request = new ProveRequest { Sizes = { size }, Entries = { index } };
        var reply = (ProveReply)await Rpcs.UnaryAsync(LedgerQueries.Descriptor.FindMethodByName("Prove"), request, Call());
        Item item = await AskAsync<Item>("ByIndex", new Index { Index_ = index });
        var proof = new InclusionProof { At = size - 1, Index = index, Root = reply.Roots, Leaf = ByteString.CopyFrom(TreeHash.Leaf(index, item.Key.Span, item.Value.Span).ToArray()) };
        proof.Path.AddRange(reply.Inclusions[0].Chunk(Hash.Size).Select(hash => ByteString.CopyFrom(hash)));
        return proof;
    }

    public Task<Root> RootAsync() => AskAsync<Root>("CurrentRoot", new Empty());

    public async ValueTask DisposeAsync()
    {
        await _accounts.DisposeAsync();
        await _databases.DisposeAsync();
    }
}
