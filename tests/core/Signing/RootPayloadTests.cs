using System.Security.Cryptography;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Signing;
using ImmuFunctions.Core.Tests.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Signing;

public sealed class RootPayloadTests
{
    public static TheoryData<JsonElement> Samples =>
        [.. Immudb08Vectors.Section("root_signature").GetProperty("samples").EnumerateArray()];

    [Theory, MemberData(nameof(Samples), DisableDiscoveryEnumeration = true)]
    public void Encode_Vector_GivesPayloadAndItsHash(JsonElement vector)
    {
        var payload = Payload(vector);

        Assert.Equal(vector.Bytes("payload_RootIndex"), payload);
        Assert.Equal(vector.Bytes("sha256"), SHA256.HashData(payload));
    }

    [Fact]
    public void Encode_LargestSize_TakesTenByteIndex()
    {
        var payload = RootPayload.Encode(ulong.MaxValue, Hash.EmptyTree);

        Assert.Equal("08feffffffffffffffff011220" + Hash.EmptyTree, Convert.ToHexStringLower(payload));
    }

    [Fact]
    public void Encode_DifferentSizes_GiveDifferentPayloads()
    {
        Prop.ForAll<ulong, ulong>((a, b) =>
            a == b || !RootPayload.Encode(a, Hash.EmptyTree).AsSpan().SequenceEqual(RootPayload.Encode(b, Hash.EmptyTree)))
            .QuickCheckThrowOnFailure();
    }

    /// <summary>The payload for a sample, its root taken from the sample's own last 32 bytes.</summary>
    internal static byte[] Payload(JsonElement vector)
    {
        var expected = vector.Bytes("payload_RootIndex");
        var root = expected.Length == 0 ? Hash.EmptyTree : Hash.FromBytes(expected.AsSpan()[^Hash.Size..]);
        return RootPayload.Encode(vector.GetProperty("size").GetUInt64(), root);
    }
}
