using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ImmuFunctions.Ledger.Storage;

/// <summary>Remembers which stored bytes have been checked against the tree or a run's root: read again, the same bytes need no hashing.</summary>
/// <remarks>
/// <para>What is kept is a fingerprint under a secret key that only this process has: NH, the universal hash of UMAC, twice with a shifted key (RFC 4418,
/// section 5.2). Whoever changes the bytes does not know the key, and meets the fingerprint with a probability of 2⁻⁶⁴.</para>
/// <para>A table of fixed size; a slot holds what was remembered last. A slot that is written while it is read, or was written for other bytes, says no, and the bytes are checked again.</para>
/// </remarks>
/// <param name="tableBytes">Size of the table; it is made when something is first remembered.</param>
internal sealed class KnownContent(long tableBytes)
{
    /// <summary>Longer content is not remembered.</summary>
    public const int MaxBytes = 16 << 10;

    private const int HeaderWords = 8;
    private const int ShiftWords = 4;
    private const int PaddingWords = 2;

    private readonly uint[] _key = MemoryMarshal.Cast<byte, uint>(RandomNumberGenerator.GetBytes(sizeof(uint) * (HeaderWords + (MaxBytes / sizeof(uint)) + ShiftWords + PaddingWords))).ToArray();
    private readonly int _slotCount = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(tableBytes / 16, 16, 1 << 24));
    private UInt128[]? _slots;

    /// <summary>Whether these bytes were remembered under this key.</summary>
    public bool Contains(CacheKey key, ReadOnlySpan<byte> bytes) =>
        Volatile.Read(ref _slots) is { } slots && bytes.Length <= MaxBytes && slots[SlotOf(key)] == Fingerprint(key, bytes);

    /// <summary>Remembers bytes that were checked.</summary>
    public void Add(CacheKey key, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxBytes)
            return;
        UInt128[] slots = Volatile.Read(ref _slots) ?? Interlocked.CompareExchange(ref _slots, new UInt128[_slotCount], null) ?? _slots!;
        slots[SlotOf(key)] = Fingerprint(key, bytes);
    }

    private int SlotOf(CacheKey key) => key.GetHashCode() & (_slotCount - 1);

    private UInt128 Fingerprint(CacheKey key, ReadOnlySpan<byte> bytes)
    {
        Span<ulong> header = [key.A, key.B, key.C, ((ulong)key.Kind << 32) | (uint)bytes.Length];
        ReadOnlySpan<uint> first = _key, second = _key.AsSpan(ShiftWords);
        (ulong a, ulong b) = Nh(MemoryMarshal.AsBytes(header), first, second);
        (ulong c, ulong d) = Nh(bytes, first[HeaderWords..], second[HeaderWords..]);
        return new UInt128(a + c, b + d);
    }

    // The sum of (m₀ + k₀)(m₁ + k₁) over pairs of 32-bit words, for two keys at once.
    private static (ulong First, ulong Second) Nh(ReadOnlySpan<byte> bytes, ReadOnlySpan<uint> first, ReadOnlySpan<uint> second)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(bytes);
        int pairs = words.Length & ~1;
        ulong a = 0, b = 0;
        first = first[..(pairs + 2)];
        second = second[..(pairs + 2)];
        for (int i = 0; i < pairs; i += 2)
        {
            uint low = words[i], high = words[i + 1];
            a += (ulong)(low + first[i]) * (high + first[i + 1]);
            b += (ulong)(low + second[i]) * (high + second[i + 1]);
        }

        // What is left of the last eight bytes, filled up with zeros; the length is in the header.
        Span<byte> rest = stackalloc byte[sizeof(ulong)];
        rest.Clear();
        bytes[(pairs * sizeof(uint))..].CopyTo(rest);
        ReadOnlySpan<uint> last = MemoryMarshal.Cast<byte, uint>(rest);
        a += (ulong)(last[0] + first[pairs]) * (last[1] + first[pairs + 1]);
        b += (ulong)(last[0] + second[pairs]) * (last[1] + second[pairs + 1]);
        return (a, b);
    }
}
