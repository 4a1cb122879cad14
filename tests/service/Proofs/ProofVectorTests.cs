using System.Text.Json;
using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;
using ConsistencyProof = Immudb.Schema.ConsistencyProof;

namespace ImmuFunctions.Service.Tests.Proofs;

/// <summary>Answers byte for byte as immudb 0.8.1 gives them.</summary>
public sealed class ProofVectorTests
{
    [Fact]
    public async Task SafeSet_Dataset_AnswersTheVectorsBytes()
    {
        await using var server = await TestServer.OpenAsync();
        ulong size = 0;

        foreach (JsonElement vector in Vectors.Section("safeset_wire").EnumerateArray())
        {
            var expected = vector.Message<Proof>("response_Proof");
            for (; size < expected.Index; size++)
                await server.SetAsync($"{size}", $"{size}");

            Proof proof = await server.SafeSetAsync(vector.Message<SafeSetOptions>("request_SafeSetOptions"));

            Assert.Equal(vector.Bytes("response_Proof"), proof.ToByteArray());
            size++;
        }
    }

    [Fact]
    public async Task Inclusion_Dataset_HasTheVectorsPaths()
    {
        await using var server = await TestServer.OpenAsync();

        foreach (JsonElement[] vectors in BySize("inclusion", "size", 16))
        {
            ulong size = vectors[0].GetProperty("size").GetUInt64();
            await server.SetAsync($"{size - 1}", $"{size - 1}");
            foreach (JsonElement vector in vectors)
                Assert.Equal(PathOf(vector), Hex((await server.InclusionAsync(vector.GetProperty("index").GetUInt64())).Path));
        }
    }

    [Fact]
    public async Task Consistency_Dataset_HasTheVectorsPaths()
    {
        await using var server = await TestServer.OpenAsync();

        foreach (JsonElement[] vectors in BySize("consistency", "second", 15))
        {
            ulong second = vectors[0].GetProperty("second").GetUInt64();
            await server.SetAsync($"{second}", $"{second}");
            foreach (JsonElement vector in vectors)
            {
                ConsistencyProof proof = await server.ConsistencyAsync(vector.GetProperty("first").GetUInt64());
                Assert.Equal(PathOf(vector), Hex(proof.Path));
            }
        }
    }

    private static IEnumerable<JsonElement[]> BySize(string section, string field, ulong last) =>
        Vectors.Section(section).EnumerateArray()
            .Where(vector => vector.GetProperty(field).GetUInt64() <= last)
            .GroupBy(vector => vector.GetProperty(field).GetUInt64())
            .OrderBy(group => group.Key)
            .Select(group => group.ToArray());

    private static IEnumerable<string> PathOf(JsonElement vector) =>
        vector.GetProperty("path").EnumerateArray().Select(hash => hash.GetString()!);

    private static IEnumerable<string> Hex(IEnumerable<ByteString> path) => path.Select(hash => Convert.ToHexStringLower(hash.Span));
}
