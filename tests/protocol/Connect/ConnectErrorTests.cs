using System.Text;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Connect;

public sealed class ConnectErrorTests
{
    public static TheoryData<StatusCode> Codes => [.. Enum.GetValues<StatusCode>().Where(code => code != StatusCode.Ok)];

    [Theory, MemberData(nameof(Codes))]
    public void BodyOf_AnyCode_IsReadBack(StatusCode code)
    {
        const string Text = "Key \"x\" not found\n+ Grüße 🙂";

        Assert.Equal(new ConnectError(code, Text), ConnectError.ParseBody(ConnectError.BodyOf(code, Text).Span));
        Assert.True(ConnectError.TryParseEnd(ConnectError.EndOfStream(new RpcException(code, Text)).Span, out ConnectError? error));
        Assert.Equal(new ConnectError(code, Text), error);
        Assert.Equal(code, ConnectCode.Parse(ConnectCode.NameOf(code)));
    }

    [Fact]
    public void BodyOf_AnError_IsTheText() =>
        Assert.Equal("""{"code":"not_found","message":"Key not found"}""", Encoding.UTF8.GetString(ConnectError.BodyOf(StatusCode.NotFound, "Key not found").Span));

    [Fact]
    public void EndOfStream_WithoutError_IsEmptyAndReadBack()
    {
        Assert.Equal("{}", Encoding.UTF8.GetString(ConnectError.EndOfStream(null).Span));
        Assert.True(ConnectError.TryParseEnd("{}"u8, out ConnectError? error));
        Assert.Null(error);
    }

    [Theory]
    [InlineData(StatusCode.Cancelled, "canceled", 499)]
    [InlineData(StatusCode.Unknown, "unknown", 500)]
    [InlineData(StatusCode.DeadlineExceeded, "deadline_exceeded", 504)]
    [InlineData(StatusCode.ResourceExhausted, "resource_exhausted", 429)]
    [InlineData(StatusCode.FailedPrecondition, "failed_precondition", 400)]
    [InlineData(StatusCode.Unimplemented, "unimplemented", 501)]
    [InlineData(StatusCode.DataLoss, "data_loss", 500)]
    [InlineData((StatusCode)99, "unknown", 500)]
    public void ConnectCode_OfAStatus_IsTheProtocols(StatusCode code, string name, int http) =>
        Assert.Equal((name, http), (ConnectCode.NameOf(code), ConnectCode.ToHttp(code)));

    [Theory, InlineData("ok"), InlineData(""), InlineData("NOT_FOUND"), InlineData("5")]
    public void ConnectCode_OfAnotherText_IsNone(string name) => Assert.Null(ConnectCode.Parse(name));

    [Fact]
    public void Parse_OfRandomText_Answers()
    {
        var random = new Random(17);
        byte[] whole = ConnectError.EndOfStream(new RpcException(StatusCode.Aborted, "m \ud83d")).ToArray();
        for (int i = 0; i < 20000; i++)
        {
            byte[] text = i % 2 == 0 ? Encoding.UTF8.GetBytes(new string(random.GetItems<char>("{}[]\":,\\ucodemessagerror 0", random.Next(40)))) : [.. whole];
            if (i % 2 == 1)
                text[random.Next(text.Length)] = (byte)random.Next(256);
            _ = ConnectError.ParseBody(text);
            Assert.True(ConnectError.TryParseEnd(text, out ConnectError? error) || error is null);
        }

        Assert.Null(ConnectError.ParseBody("{\"code\":\"\\ud800\"}"u8));
    }
}
