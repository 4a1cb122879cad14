using System.Buffers;
using ImmuFunctions.Protocol.Connect;
using ImmuFunctions.Protocol.Grpc;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Connect;

public sealed class ConnectEnvelopeTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(70_000)]
    public void ReadSingle_OfWhatWasWritten_IsIt(int length)
    {
        byte[] message = new byte[length];
        new Random(length).NextBytes(message);
        var body = new ArrayBufferWriter<byte>();

        ConnectEnvelope.Write(body, message, isEnd: false);

        Assert.Equal(message, ConnectEnvelope.ReadSingle(body.WrittenMemory).ToArray());
    }

    public static TheoryData<StatusCode, byte[]> Wrong => new()
    {
        { StatusCode.InvalidArgument, [] },
        { StatusCode.InvalidArgument, [0, 0, 0, 0] },
        { StatusCode.InvalidArgument, [0, 0, 0, 0, 1] },
        { StatusCode.InvalidArgument, [0, 0, 0, 0, 0, 0] },
        { StatusCode.InvalidArgument, [0, 0xFF, 0xFF, 0xFF, 0xFF, 0] },
        { StatusCode.InvalidArgument, [2, 0, 0, 0, 0] },
        { StatusCode.InvalidArgument, [4, 0, 0, 0, 0] },
        { StatusCode.Unimplemented, [1, 0, 0, 0, 0] },
    };

    [Theory, MemberData(nameof(Wrong))]
    public void ReadSingle_OfAnythingElse_IsRefused(StatusCode code, byte[] body) =>
        Assert.Equal(code, Assert.Throws<RpcException>(() => ConnectEnvelope.ReadSingle(body)).Code);

    [Fact]
    public void ReadSingle_OfRandomBytes_ReadsOrRefuses()
    {
        var random = new Random(8);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] body = new byte[random.Next(12)];
            random.NextBytes(body);
            body.AsSpan(0, Math.Min(body.Length, random.Next(5))).Clear();

            Exception? thrown = Record.Exception(() => { ConnectEnvelope.ReadSingle(body); });

            Assert.True(thrown is null or RpcException, thrown?.ToString());
        }
    }
}
