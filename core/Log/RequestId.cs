using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ImmuFunctions.Core.Log;

/// <summary>The name of a request: what is sent again under the same name is not written a second time.</summary>
/// <param name="Value">Sixteen bytes, as a number; best a hash (<see cref="Of"/>) or random bytes.</param>
public readonly record struct RequestId(UInt128 Value)
{
    /// <summary>Bytes of an id as stored.</summary>
    public const int Size = 16;

    /// <summary>The id of a name in several parts: the first 16 bytes of SHA-256(number of UTF-8 bytes u32be ‖ bytes, for each part).</summary>
    /// <remarks>Each part carries its length, so <c>ab, c</c> and <c>a, bc</c> are two names.</remarks>
    public static RequestId Of(params ReadOnlySpan<string> parts)
    {
        var length = 0;
        foreach (var part in parts) length = checked(length + sizeof(uint) + Encoding.UTF8.GetByteCount(part));
        var message = new byte[length];
        var rest = message.AsSpan();
        foreach (var part in parts)
        {
            var written = Encoding.UTF8.GetBytes(part, rest[sizeof(uint)..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, written);
            rest = rest[(sizeof(uint) + written)..];
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message, digest);
        return new RequestId(BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}
