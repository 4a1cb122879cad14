using System.Text.Json;
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
