using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Google.Protobuf;

namespace ImmuFunctions.Client;

/// <summary>The bytes of a key, a value or a set's name. Equal, and ordered, by content.</summary>
/// <remarks>
/// Text becomes its UTF-8 bytes. Arrays and memory are not copied: whoever hands them over leaves them as they are.
/// The order is that of the ledger's keys: byte by byte, unsigned, a shorter one first.
/// </remarks>
public readonly struct LedgerBytes : IEquatable<LedgerBytes>, IComparable<LedgerBytes>
{
    /// <param name="memory">The bytes; not copied.</param>
    public LedgerBytes(ReadOnlyMemory<byte> memory) => Memory = memory;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>How many there are.</summary>
    public int Length => Memory.Length;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => Memory.IsEmpty;

    /// <summary>The UTF-8 bytes of a text.</summary>
    public static implicit operator LedgerBytes(string text) => FromString(text);

    /// <summary>The array's bytes; not copied.</summary>
    public static implicit operator LedgerBytes(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new LedgerBytes(bytes);
    }

    /// <summary>The memory's bytes; not copied.</summary>
    public static implicit operator LedgerBytes(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>The bytes of a message's field.</summary>
    public static implicit operator LedgerBytes(ByteString bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new LedgerBytes(bytes.Memory);
    }

    /// <summary>Whether the bytes are the same.</summary>
    public static bool operator ==(LedgerBytes left, LedgerBytes right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(LedgerBytes left, LedgerBytes right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> comes first.</summary>
    public static bool operator <(LedgerBytes left, LedgerBytes right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> comes first or is the same.</summary>
    public static bool operator <=(LedgerBytes left, LedgerBytes right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="right"/> comes first.</summary>
    public static bool operator >(LedgerBytes left, LedgerBytes right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="right"/> comes first or is the same.</summary>
    public static bool operator >=(LedgerBytes left, LedgerBytes right) => left.CompareTo(right) >= 0;

    /// <summary>The UTF-8 bytes of a text.</summary>
    public static LedgerBytes FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new LedgerBytes(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => Memory.ToArray();

    /// <summary>The bytes for a message; not copied.</summary>
    public ByteString ToByteString() => UnsafeByteOperations.UnsafeWrap(Memory);

    /// <summary>Reads the bytes as UTF-8.</summary>
    /// <param name="text">The text; null if the answer is false.</param>
    /// <returns>False if they are not valid UTF-8.</returns>
    public bool TryGetText([NotNullWhen(true)] out string? text)
    {
        text = Utf8.IsValid(Span) ? Encoding.UTF8.GetString(Span) : null;
        return text is not null;
    }

    /// <summary>The bytes as UTF-8, what is not valid replaced by U+FFFD.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <inheritdoc/>
    public bool Equals(LedgerBytes other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LedgerBytes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public int CompareTo(LedgerBytes other) => Span.SequenceCompareTo(other.Span);

    // For messages that are kept or changed by others: never shares the caller's memory.
    internal ByteString Copy() => ByteString.CopyFrom(Span);

    internal byte[] Bytes() =>
        MemoryMarshal.TryGetArray(Memory, out ArraySegment<byte> segment) && segment.Array is { } array && segment.Count == array.Length ? array : ToArray();
}
