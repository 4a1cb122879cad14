using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImmuFunctions.Core.Hashing;

/// <summary>A single message, in the machine's ordinary registers.</summary>
internal readonly struct OneLane : ILanes<uint>
{
    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Broadcast(uint word) => word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint x, uint y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Or(uint x, uint y) => x | y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Xor(uint x, uint y, uint z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Choose(uint x, uint y, uint z) => z ^ (x & (y ^ z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Majority(uint x, uint y, uint z) => (x & y) | (z & (x | y));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RotateRight(uint x, [ConstantExpected] byte bits) => BitOperations.RotateRight(x, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftRight(uint x, [ConstantExpected] byte bits) => x >> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ShiftLeft(uint x, [ConstantExpected] byte bits) => x << bits;

    public static void ToWords(ReadOnlySpan<uint> blocks, Span<uint> words)
    {
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(blocks[..16], words);
        else
            blocks[..16].CopyTo(words);
    }

    public static void ToDigests(ReadOnlySpan<uint> state, Span<Hash> digests)
    {
        var words = MemoryMarshal.Cast<Hash, uint>(digests[..1]);
        if (BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(state[..8], words);
        else
            state[..8].CopyTo(words);
    }
}
