using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Service.Accounts.Tokens;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts.Tokens;

public sealed class TokenKeyFileTests
{
    private const string Secret = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    [Fact]
    public void Parse_Formatted_IsTheSame()
    {
        TokenKey[] keys = [.. Enumerable.Range(0, 3).Select(i => new TokenKey($"key{i}", RandomNumberGenerator.GetBytes(32 + i), DateTimeOffset.FromUnixTimeSeconds(1_600_000_000 + i)))];

        TokenKey[] parsed = TokenKeyFile.Parse(TokenKeyFile.Format(keys))!;

        Assert.Equal(keys.Select(key => (key.Id, Convert.ToHexString(key.Secret), key.CreatedAt)), parsed.Select(key => (key.Id, Convert.ToHexString(key.Secret), key.CreatedAt)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":1,\"keys\":null}")]
    [InlineData("{\"version\":1,\"keys\":[null]}")]
    [InlineData("{\"version\":1,\"keys\":[],\"more\":1}")]
    [InlineData("{\"version\":1,\"version\":1,\"keys\":[]}")]
    [InlineData("{\"version\":1,\"keys\":[{\"id\":\"a.b\",\"secret\":\"" + Secret + "\",\"createdAt\":0}]}")]
    [InlineData("{\"version\":1,\"keys\":[{\"id\":\"a\",\"secret\":\"" + Secret + "\",\"createdAt\":-1}]}")]
    [InlineData("{\"version\":1,\"keys\":[{\"id\":\"a\",\"secret\":\"" + Secret + "\",\"createdAt\":999999999999}]}")]
    [InlineData("{\"version\":1,\"keys\":[{\"id\":\"a\",\"secret\":\"!" + Secret + "\",\"createdAt\":0}]}")]
    [InlineData("{\"version\":1,\"keys\":[{\"id\":\"a\",\"secret\":\"" + Secret + "\",\"createdAt\":0},{\"id\":\"a\",\"secret\":\"" + Secret + "\",\"createdAt\":0}]}")]
    public void Parse_NotKeys_IsNull(string json) => Assert.Null(TokenKeyFile.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Parse_AnyBytes_AreReadOrRefused() => Prop.ForAll<byte[]>(bytes => TokenKeyFile.Parse(bytes) is null).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_AnyByteChanged_IsReadOrRefused()
    {
        byte[] json = TokenKeyFile.Format([new TokenKey("key", new byte[32], DateTimeOffset.UnixEpoch)]);
        for (int i = 0; i < json.Length; i++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. json];
                changed[i] = (byte)value;
                Assert.InRange(TokenKeyFile.Parse(changed)?.Length ?? 0, 0, 1);
            }
        }
    }
}
