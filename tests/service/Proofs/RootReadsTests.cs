using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Core.Merkle;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;
using ConsistencyProof = Immudb.Schema.ConsistencyProof;
using InclusionProof = Immudb.Schema.InclusionProof;

namespace ImmuFunctions.Service.Tests.Proofs;

public sealed class RootReadsTests
{
    [Theory]
    [InlineData(0, "0a001200")]
    [InlineData(1, "0a221220083d67222458f4f940c401cec7221797fb781feeb7373743ea8567bf03f674971200")]
    [InlineData(2, "0a240801122045681b0ed75bc5aeb3da606815357f7faa12e8c103deb2f044fadee9552a86f11200")]
    [InlineData(65, "0a2408401220b1be73ef388e7ed379710726d119a535b867241248257a7e2e3432296560dff91200")]
    public async Task CurrentRoot_Unsigned_HasBothPartsOnTheWire(int size, string wire)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(size);

        Assert.Equal(wire, Convert.ToHexStringLower((await server.CurrentRootAsync()).ToByteArray()));
    }

    [Fact]
    public async Task Inclusion_EveryEntry_IsProven()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(20);

        for (ulong index = 0; index < 20; index++)
        {
            InclusionProof proof = await server.InclusionAsync(index);

            Assert.Equal((index, 19UL), (proof.Index, proof.At));
            Assert.Equal(
                ProofFault.None,
                Core.Merkle.InclusionProof.Verify(
                    index, 20, ProofCheck.HashOf(proof.Leaf), ProofCheck.Hashes(proof.Path), ProofCheck.HashOf(proof.Root)));
        }
    }

    [Fact]
    public async Task Consistency_EveryOlderRoot_IsProven()
    {
        await using var server = await TestServer.OpenAsync();
        var roots = new List<Root>();
        for (int i = 0; i < 20; i++)
        {
            await server.SetAsync($"{i}", $"{i}");
            roots.Add(await server.CurrentRootAsync());
        }

        Assert.All(await Task.WhenAll(roots.Select(root => server.ConsistencyAsync(root.Payload.Index))), proof =>
        {
            Assert.Equal(19UL, proof.Second);
            Assert.True(proof.FirstRoot.IsEmpty);
            ProofCheck.Continues(roots[(int)proof.First], proof.Second, proof.SecondRoot, proof.Path);
        });
    }

    [Fact]
    public async Task Consistency_WithItself_HasAnEmptyPath()
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(3);

        ConsistencyProof proof = await server.ConsistencyAsync(2);

        Assert.Empty(proof.Path);
        Assert.Equal((await server.CurrentRootAsync()).Payload.Root, proof.SecondRoot);
    }

    [Theory]
    [InlineData(0, 0UL)]
    [InlineData(3, 3UL)]
    [InlineData(3, ulong.MaxValue)]
    public async Task Proofs_IndexPastTheEnd_IsNotFound(int size, ulong index)
    {
        await using var server = await TestServer.OpenAsync();
        await server.SetDatasetAsync(size);

        await Refusal.IsAsync(StatusCode.NotFound, "index not found", () => server.InclusionAsync(index));
        await Refusal.IsAsync(StatusCode.NotFound, "index not found", () => server.ConsistencyAsync(index));
    }
}
