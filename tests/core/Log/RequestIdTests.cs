using System.Security.Cryptography;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Core.Tests.Log;

public sealed class RequestIdTests
{
    [Fact]
    public void Of_Parts_IsTheStartOfTheHashOfLengthsAndBytes()
    {
        byte[] message = [0, 0, 0, 2, .. "ab"u8, 0, 0, 0, 0, 0, 0, 0, 2, .. "ü"u8];

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(message)[..16]), RequestId.Of("ab", "", "ü").ToString());
    }

    [Fact]
    public void Of_TheSameCharactersInOtherParts_IsAnotherId()
    {
        RequestId[] ids =
        [
            RequestId.Of(), RequestId.Of(""), RequestId.Of("", ""), RequestId.Of("abc"), RequestId.Of("", "abc"), RequestId.Of("abc", ""),
            RequestId.Of("ab", "c"), RequestId.Of("a", "bc"), RequestId.Of("a", "b", "c"), RequestId.Of("c", "b", "a"),
        ];

        Assert.Equal(ids.Length, ids.Distinct().Count());
    }
}
