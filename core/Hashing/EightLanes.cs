using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImmuFunctions.Core.Hashing;

/// <summary>Eight lanes in a 256-bit vector.</summary>
internal readonly struct EightLanes : ILanes<Vector256<uint>>
{
    public static bool IsSupported => Avx2.IsSupported;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Broadcast(uint word) => Vector256.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Add(Vector256<uint> x, Vector256<uint> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Or(Vector256<uint> x, Vector256<uint> y) => x | y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Xor(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => x ^ y ^ z;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Choose(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => z ^ (x & (y ^ z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> Majority(Vector256<uint> x, Vector256<uint> y, Vector256<uint> z) => (x & y) | (z & (x | y));

    // Only AVX-512 rotates in one instruction; the check is settled when the method is compiled.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> RotateRight(Vector256<uint> x, [ConstantExpected] byte bits) =>
        Avx512F.VL.IsSupported ? Avx512F.VL.RotateRight(x, bits) : (x >>> bits) | (x << (32 - bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ShiftRight(Vector256<uint> x, [ConstantExpected] byte bits) => x >>> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<uint> ShiftLeft(Vector256<uint> x, [ConstantExpected] byte bits) => x << bits;

    // Compiled fully at the first call, as the compression function is and for the same reason.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToWords(ReadOnlySpan<Vector256<uint>> blocks, Span<Vector256<uint>> words)
    {
        blocks = blocks[..16];
        words = words[..16];

        // A block is two vectors. Each is turned with its fellows of the seven other blocks, 8 × 8 words.
        for (var half = 0; half < 2; half++)
        {
            var (a, b, c, d) = (blocks[half], blocks[2 + half], blocks[4 + half], blocks[6 + half]);
            var (e, f, g, h) = (blocks[8 + half], blocks[10 + half], blocks[12 + half], blocks[14 + half]);
            Turn(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
            var turned = words.Slice(8 * half, 8);
            turned[0] = SwapBytes(a);
            turned[1] = SwapBytes(b);
            turned[2] = SwapBytes(c);
            turned[3] = SwapBytes(d);
            turned[4] = SwapBytes(e);
            turned[5] = SwapBytes(f);
            turned[6] = SwapBytes(g);
            turned[7] = SwapBytes(h);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToDigests(ReadOnlySpan<Vector256<uint>> state, Span<Hash> digests)
    {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);
        Turn(ref a, ref b, ref c, ref d, ref e, ref f, ref g, ref h);
        var whole = MemoryMarshal.Cast<Hash, Vector256<uint>>(digests[..8]);
        whole[0] = SwapBytes(a);
        whole[1] = SwapBytes(b);
        whole[2] = SwapBytes(c);
        whole[3] = SwapBytes(d);
        whole[4] = SwapBytes(e);
        whole[5] = SwapBytes(f);
        whole[6] = SwapBytes(g);
        whole[7] = SwapBytes(h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<uint> SwapBytes(Vector256<uint> words) =>
        Avx2.Shuffle(words.AsByte(), Vector256.Create(
            Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12))).AsUInt32();

    // Word j of vector i becomes word i of vector j: a 4 × 4 turn within each half (128 bits), then the halves change places.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(
        ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d,
        ref Vector256<uint> e, ref Vector256<uint> f, ref Vector256<uint> g, ref Vector256<uint> h)
    {
        TurnWords(ref a, ref b, ref c, ref d);
        TurnWords(ref e, ref f, ref g, ref h);
        TurnHalves(ref a, ref e);
        TurnHalves(ref b, ref f);
        TurnHalves(ref c, ref g);
        TurnHalves(ref d, ref h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnWords(
        ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d)
    {
        var abLow = Avx2.UnpackLow(a, b).AsUInt64();   // a0 b0 a1 b1
        var abHigh = Avx2.UnpackHigh(a, b).AsUInt64(); // a2 b2 a3 b3
        var cdLow = Avx2.UnpackLow(c, d).AsUInt64();
        var cdHigh = Avx2.UnpackHigh(c, d).AsUInt64();
        a = Avx2.UnpackLow(abLow, cdLow).AsUInt32();   // a0 b0 c0 d0
        b = Avx2.UnpackHigh(abLow, cdLow).AsUInt32();
        c = Avx2.UnpackLow(abHigh, cdHigh).AsUInt32();
        d = Avx2.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnHalves(ref Vector256<uint> a, ref Vector256<uint> b)
    {
        var low = Avx2.Permute2x128(a, b, 0b_0010_0000); // a0 b0
        b = Avx2.Permute2x128(a, b, 0b_0011_0001);       // a1 b1
        a = low;
    }
}
