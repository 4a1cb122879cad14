// Writes entries to a running ledger and checks, without trusting it, that each is in the log and that the log only grew.
//
//   dotnet run --project local-host                    (in another terminal)
//   dotnet run --project samples/verified-set-get

using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Protocol.Grpc;
using Index = Immudb.Schema.Index;
using Merkle = ImmuFunctions.Core.Merkle;

string port = Environment.GetEnvironmentVariable("IMMUDB_PORT") ?? "3322";
using var channel = new GrpcChannel(new Uri($"http://127.0.0.1:{port}"));
var ledger = new ImmuServiceClient(channel);

await UntilItAnswersAsync();
LoginResponse login = await ledger.LoginAsync(new LoginRequest
{
    User = ByteString.CopyFromUtf8("immudb"),
    Password = ByteString.CopyFromUtf8("immudb"),
});
var options = new CallOptions { Headers = [new("authorization", $"Bearer {login.Token}")] };

// The one thing to remember between runs is the newest root seen. Here: what the ledger says first is believed.
RootIndex first = (await ledger.CurrentRootAsync(options)).Payload;
(ulong Size, Hash Root) trusted = first.Root.IsEmpty ? (0, Hash.EmptyTree) : (first.Index + 1, Hash.FromBytes(first.Root.Span));
Console.WriteLine($"The ledger has {trusted.Size} entries and the root {trusted.Root}");

for (int i = 1; i <= 300; i++)
{
    var entry = new KeyValue { Key = ByteString.CopyFromUtf8($"order:{i:D4}"), Value = ByteString.CopyFromUtf8($"paid {i * 10} EUR") };
    Proof proof = await ledger.SafeSetAsync(new SafeSetOptions { Kv = entry, RootIndex = TrustedIndex() }, options);
    trusted = Verified(proof, TreeHash.Leaf(proof.Index, entry.Key.Span, entry.Value.Span));
}

SafeItem read = await ledger.SafeGetAsync(new SafeGetOptions { Key = ByteString.CopyFromUtf8("order:0042"), RootIndex = TrustedIndex() }, options);
trusted = Verified(read.Proof, TreeHash.Leaf(read.Item.Index, read.Item.Key.Span, read.Item.Value.Span));
Console.WriteLine($"{read.Item.Key.ToStringUtf8()} is '{read.Item.Value.ToStringUtf8()}': entry {read.Item.Index}, verified");
Console.WriteLine($"All writes verified. The ledger has {trusted.Size} entries and the root {trusted.Root}");

// A ledger that was started a moment ago may not listen yet.
async Task UntilItAnswersAsync()
{
    for (int tries = 30; ; tries--)
    {
        try
        {
            await ledger.HealthAsync();
            return;
        }
        catch (RpcException e) when (e.Code == StatusCode.Unavailable && tries > 1)
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }
}

Index TrustedIndex() => new() { Index_ = trusted.Size == 0 ? 0 : trusted.Size - 1 };

// Throws unless the leaf is in the tree of the proof and that tree continues the trusted one.
(ulong Size, Hash Root) Verified(Proof proof, Hash leaf)
{
    ulong size = proof.At + 1;
    Hash root = Hash.FromBytes(proof.Root.Span);
    Merkle.ProofFault inclusion = Merkle.InclusionProof.Verify(proof.Index, size, leaf, Hashes(proof.InclusionPath), root);
    if (inclusion != Merkle.ProofFault.None)
        throw new InvalidDataException($"entry {proof.Index} is not in the ledger: {inclusion}");

    Merkle.ProofFault consistency = trusted.Size == 0
        ? Merkle.ProofFault.None
        : Merkle.ConsistencyProof.Verify(trusted.Size, trusted.Root, size, root, Hashes(proof.ConsistencyPath));
    return consistency == Merkle.ProofFault.None
        ? (size, root)
        : throw new InvalidDataException($"the ledger does not continue the one seen before: {consistency}");
}

static Hash[] Hashes(IEnumerable<ByteString> path) => [.. path.Select(h => Hash.FromBytes(h.Span))];
