using System.Text;
using FsCheck;
using FsCheck.Fluent;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

public sealed class StatusTextTests
{
    [Theory]
    [InlineData("Key not found", "Key not found")]
    [InlineData("100%", "100%25")]
    [InlineData("a\nb", "a%0Ab")]
    [InlineData("ü~\u007f", "%C3%BC~%7F")]
    [InlineData("🔑", "%F0%9F%94%91")]
    public void Encode_Text_IsPercentEncodedUtf8(string text, string encoded)
    {
        Assert.Equal(encoded, StatusText.Encode(text));
        Assert.Equal(text, StatusText.Decode(encoded));
    }

    [Fact]
    public void Encode_NothingToEncode_IsTheSameString()
    {
        var text = new string('a', 20);

        Assert.Same(text, StatusText.Encode(text));
    }

    [Theory]
    [InlineData("100%", "100%")]
    [InlineData("%2", "%2")]
    [InlineData("%zz", "%zz")]
    [InlineData("%%41", "%A")]
    [InlineData("%ff", "\ufffd")]
    [InlineData("ü%41", "üA")]
    public void Decode_Malformed_StandsForItself(string encoded, string text) => Assert.Equal(text, StatusText.Decode(encoded));

    [Fact]
    public void Encode_ThenDecode_IsTheText() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
        {
            // UTF-8 has no lone surrogates; they are the one thing that does not survive.
            var valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
            var encoded = StatusText.Encode(text.Get);
            return encoded.All(c => c is >= ' ' and <= '~') && StatusText.Decode(encoded) == valid;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Decode_RandomText_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text => StatusText.Decode("%" + text.Get + "%4") is not null)
            .QuickCheckThrowOnFailure();
}
