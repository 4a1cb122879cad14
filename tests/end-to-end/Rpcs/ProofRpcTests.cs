using System.Globalization;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;
using Immudb.Schema;
using Merkle = ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.EndToEnd.Tests.Rpcs;

/// <summary>Roots, signatures, inclusion and consistency through our own client.</summary>
public sealed class ProofRpcTests
{
    [Fact]
    public async Task Proofs_EverySizeUpToSeventy_HoldForEveryEntryAndEveryOlderRoot()
    {
        await using var running = new RunningHost();
        await running.InitializeAsync();
        var session = running.Session;
        var roots = new List<TrustedRoot>();
        for (var size = 1UL; size <= 70; size++)
        {
            var text = (size - 1).ToString(CultureInfo.InvariantCulture);
            await session.Client.SetAsync(Wire.Pair(text, text), session.Options);
            var root = await session.RootAsync();
            Assert.Equal(size, root.Size);
            roots.Add(root);

            foreach (var old in roots)
            {
                var consistency = await session.Client.ConsistencyAsync(old.Index, session.Options);
                Assert.Equal(root, old.Advance(consistency));
                await AssertIncludedAsync(session, old.Size - 1, root);
            }
        }
    }

    [Fact]
    public async Task CurrentRoot_EmptyLog_HasBothPartsEmpty()
    {
        await using var running = new RunningHost();
        await running.InitializeAsync();

        var root = await running.Session.Client.CurrentRootAsync(running.Session.Options);

        Assert.Equal(new Root { Payload = new RootIndex(), Signature = new Signature() }, root);
    }

    [Fact]
    public async Task CurrentRoot_SigningKey_SignsEachRoot()
    {
        using var data = new TemporaryFolder();
        using var keys = new TemporaryFolder();
        await using var host = await HostProcess.StartAsync(data.Path, "--signingKey", SigningKeyFile.Write(keys));
        using var session = await Session.OpenAsync(host.Address);
        for (var size = 0UL; size < 5; size++)
        {
            var root = await session.Client.CurrentRootAsync(session.Options);

            var trusted = TrustedRoot.From(root.Payload);
            Assert.Equal(size, trusted.Size);
            Assert.True(P256Signature.Verify(
                RootPayload.Encode(trusted.Size, trusted.Root), root.Signature.Signature_.Span, root.Signature.PublicKey.Span));
            await session.Client.SetAsync(Wire.Pair("k", "v"), session.Options);
        }
    }

    [Fact]
    public async Task Start_SigningKeyIsNone_NamesTheProblem()
    {
        using var data = new TemporaryFolder();
        using var keys = new TemporaryFolder();
        var path = keys.File("garbage.pem");
        await File.WriteAllTextAsync(path, "not a key", TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<HostRefusedException>(
            () => HostProcess.StartAsync(data.Path, "--signingKey", path));

        Assert.NotEqual(0, refusal.ExitCode);
        Assert.Contains("Unable to configure the cryptographic signer", refusal.Output, StringComparison.Ordinal);
    }

    private static async Task AssertIncludedAsync(Session session, ulong index, TrustedRoot root)
    {
        var proof = await session.Client.InclusionAsync(Wire.Index(index), session.Options);
        var text = Wire.Bytes(index.ToString(CultureInfo.InvariantCulture)).Span;
        var leaf = TreeHash.Leaf(index, text, text);
        Hash[] path = [.. proof.Path.Select(hash => Hash.FromBytes(hash.Span))];
        Assert.Equal(root.Size - 1, proof.At);
        Assert.Equal(leaf, Hash.FromBytes(proof.Leaf.Span));
        Assert.Equal(
            Merkle.ProofFault.None, Merkle.InclusionProof.Verify(index, root.Size, leaf, path, root.Root));
    }
}
