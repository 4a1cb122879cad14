using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class ReferenceValueTests
{
    public static TheoryData<JsonElement> References => [.. Immudb08Vectors.Section("references").EnumerateArray()];

    [Theory, MemberData(nameof(References), DisableDiscoveryEnumeration = true)]
    public void Encode_Vector_GivesStoredValue(JsonElement vector)
    {
        Assert.Equal(vector.Bytes("stored_value"), ReferenceValue.Encode(vector.Bytes("key"), vector.OptionalIndex()));
    }

    [Fact]
    public void TryParse_EncodedValue_GivesItBack()
    {
        Prop.ForAll<byte[], ulong?>((target, index) =>
            ReferenceValue.TryParse(ReferenceValue.Encode(target, index), out var parsed, out var parsedIndex)
            && parsed.SequenceEqual(target)
            && parsedIndex == index).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryParse_RandomBytes_RejectsOrGivesTheOnlyEncoding()
    {
        Prop.ForAll<byte[]>(value =>
            !ReferenceValue.TryParse(value, out var target, out var index)
            || ReferenceValue.Encode(target, index).AsSpan().SequenceEqual(value)).QuickCheckThrowOnFailure();
    }
}
