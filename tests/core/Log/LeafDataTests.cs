using System.Security.Cryptography;
using System.Text.Json;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class LeafDataTests
{
    public static TheoryData<JsonElement> Leaves => [.. Immudb08Vectors.Section("leaves").EnumerateArray()];

    [Theory, MemberData(nameof(Leaves), DisableDiscoveryEnumeration = true)]
    public void Write_Vector_GivesPreimage(JsonElement vector)
    {
        byte[] key = vector.Bytes("key"), value = vector.Bytes("value");
        var data = new byte[LeafData.Length(key.Length, value.Length)];

        var written = LeafData.Write(vector.GetProperty("index").GetUInt64(), key, value, data);

        Assert.Equal(data.Length, written);
        Assert.Equal(vector.GetProperty("preimage").GetString(), Convert.ToHexStringLower(data));
    }

    [Theory, MemberData(nameof(Leaves), DisableDiscoveryEnumeration = true)]
    public void Write_Vector_IsWhatTreeHashHashes(JsonElement vector)
    {
        byte[] key = vector.Bytes("key"), value = vector.Bytes("value");
        var index = vector.GetProperty("index").GetUInt64();
        var data = new byte[LeafData.Length(key.Length, value.Length)];
        LeafData.Write(index, key, value, data);

        Assert.Equal(vector.Bytes("digest"), SHA256.HashData(data));
        Assert.Equal(vector.Bytes("digest"), TreeHash.Leaf(index, key, value).ToArray());
    }

    [Fact]
    public void Write_ShortDestination_Throws()
    {
        Assert.Throws<ArgumentException>(() => LeafData.Write(0, "k"u8, "v"u8, new byte[18]));
    }

    [Fact]
    public void Length_BeyondInt_Throws()
    {
        Assert.Throws<OverflowException>(() => LeafData.Length(int.MaxValue, 0));
    }
}
