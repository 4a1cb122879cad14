using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace ImmuFunctions.Protocol.Tests.Grpc;

/// <summary>One HTTP/2 connection frame by frame, for what no client library lets a test send or see.</summary>
internal sealed class RawHttp2 : IDisposable
{
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte ResetStream = 3;
    public const byte Settings = 4;
    public const byte EndStream = 1;
    public const byte EndHeaders = 4;

    private readonly TcpClient _tcp = new();

    public sealed record Frame(byte Type, byte Flags, int Stream, byte[] Payload);

    public static async Task<RawHttp2> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var connection = new RawHttp2();
        await connection._tcp.ConnectAsync(address.Host, address.Port, cancellationToken);
        await connection._tcp.GetStream().WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), cancellationToken);
        await connection.WriteAsync(Settings, 0, 0, [], cancellationToken);
        return connection;
    }

    public Task RequestAsync(int stream, string path, CancellationToken cancellationToken, params (string Name, string Value)[] more)
    {
        var block = new MemoryStream();
        Literal(block, ":method", "POST");
        Literal(block, ":scheme", "http");
        Literal(block, ":path", path);
        Literal(block, ":authority", "127.0.0.1");
        Literal(block, "content-type", "application/grpc");
        Literal(block, "te", "trailers");
        foreach (var (name, value) in more)
            Literal(block, name, value);
        return WriteAsync(Headers, EndHeaders, stream, block.ToArray(), cancellationToken);
    }

    public async Task WriteAsync(byte type, byte flags, int stream, byte[] payload, CancellationToken cancellationToken)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, (uint)payload.Length << 8);
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame, 9);
        await _tcp.GetStream().WriteAsync(frame, cancellationToken);
    }

    /// <summary>The frames of one stream until the one that ends it.</summary>
    public async Task<List<Frame>> ReadStreamAsync(int stream, CancellationToken cancellationToken)
    {
        var frames = new List<Frame>();
        while (frames.Count == 0 || (frames[^1].Flags & EndStream) == 0)
        {
            var head = new byte[9];
            await _tcp.GetStream().ReadExactlyAsync(head, cancellationToken);
            var payload = new byte[BinaryPrimitives.ReadUInt32BigEndian(head) >> 8];
            await _tcp.GetStream().ReadExactlyAsync(payload, cancellationToken);
            var frame = new Frame(head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
            if (frame.Stream == stream && frame.Type is Headers or Data)
                frames.Add(frame);
        }

        return frames;
    }

    public void Dispose() => _tcp.Dispose();

    // RFC 7541 section 6.2.2: literal field without indexing, new name; neither part is 127 bytes or longer.
    private static void Literal(MemoryStream block, string name, string value)
    {
        block.WriteByte(0);
        block.WriteByte((byte)name.Length);
        block.Write(Encoding.ASCII.GetBytes(name));
        block.WriteByte((byte)value.Length);
        block.Write(Encoding.ASCII.GetBytes(value));
    }
}
