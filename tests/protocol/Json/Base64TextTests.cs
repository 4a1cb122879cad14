using System.Text;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Protocol.Json;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Json;

public sealed class Base64TextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("YQ==", "a")]
    [InlineData("YWI=", "ab")]
    [InlineData("YWJj", "abc")]
    [InlineData("YWJjZA==", "abcd")]
    [InlineData("YW\nJj\r\n", "abc")]
    [InlineData("YQ=\n=\n", "a")]
    [InlineData("YR==", "a")]
    public void Decode_Base64_IsTheBytes(string text, string expected) =>
        Assert.Equal(Encoding.UTF8.GetBytes(expected), Base64Text.Decode(Encoding.UTF8.GetBytes(text)));

    // As Go's encoding/base64 counts.
    [Theory]
    [InlineData("!", 0)]
    [InlineData("a", 0)]
    [InlineData("YQ", 0)]
    [InlineData("YWI", 0)]
    [InlineData("YWJjZA", 4)]
    [InlineData("YWJjZ", 4)]
    [InlineData("YQ=", 3)]
    [InlineData("YQ=a", 2)]
    [InlineData("YWJj=", 4)]
    [InlineData("Y===", 1)]
    [InlineData("=", 0)]
    [InlineData("====", 0)]
    [InlineData("YQ==a", 4)]
    [InlineData("YQ==YQ==", 4)]
    [InlineData("YWI=a", 4)]
    [InlineData("YWJj YWJj", 4)]
    [InlineData("a-_b", 1)]
    [InlineData("YWJjé", 4)]
    public void Decode_NoBase64_NamesTheByteThatGoNames(string text, int badByte)
    {
        var refused = Assert.Throws<RpcException>(() => Base64Text.Decode(Encoding.UTF8.GetBytes(text)));

        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Equal($"illegal base64 data at input byte {badByte}", refused.Message);
    }

    [Theory]
    [InlineData("+/+/")]
    [InlineData("-_-_")]
    [InlineData("+%2F+%2f")]
    public void DecodeSegment_EitherAlphabet_IsTheBytes(string segment) =>
        Assert.Equal([0xFB, 0xFF, 0xBF], Base64Text.DecodeSegment(segment, "key"));

    [Theory]
    [InlineData("+_+_", 0)]
    [InlineData("a+b", 1)]
    [InlineData("a", 0)]
    [InlineData("%%%", 0)]
    public void DecodeSegment_NoBase64_NamesTheParameter(string segment, int badByte)
    {
        var refused = Assert.Throws<RpcException>(() => Base64Text.DecodeSegment(segment, "key"));

        Assert.Equal($"type mismatch, parameter: key, error: illegal base64 data at input byte {badByte}", refused.Message);
    }

    [Fact]
    public void TryDecode_OfWhatWasEncoded_IsTheSame()
    {
        var random = new Random(1);
        for (int length = 0; length < 300; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            byte[] text = Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes));

            Assert.True(Base64Text.TryDecode(text, Base64Alphabet.Standard, out byte[] value, out _));
            Assert.Equal(bytes, value);
        }
    }

    [Fact]
    public void TryDecode_AnyBytes_AgreesWithTheFrameworkOrRefuses()
    {
        var random = new Random(2);
        ReadOnlySpan<byte> letters = "AZaz09+/-_= \n\r\0\xFF"u8;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] text = random.GetItems(letters, random.Next(12));

            bool decoded = Base64Text.TryDecode(text, Base64Alphabet.Standard, out byte[] value, out int badByte);

            Assert.Equal(decoded, badByte == -1);
            Assert.True(decoded || badByte >= 0 && badByte <= text.Length);
            if (decoded)
                Assert.Equal(Convert.FromBase64String(Encoding.ASCII.GetString(text)), value);
        }
    }
}
