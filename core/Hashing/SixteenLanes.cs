using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ImmuFunctions.Core.Hashing;

/// <summary>Sixteen lanes in a 512-bit vector.</summary>
internal readonly struct SixteenLanes : ILanes<Vector512<uint>>
{
    // Truth tables of ternary logic: bit 4x + 2y + z is the answer for one bit of each operand.
    private const byte XorTable = 0b_1001_0110;
    private const byte ChooseTable = 0b_1100_1010;
    private const byte MajorityTable = 0b_1110_1000;

    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Broadcast(uint word) => Vector512.Create(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Add(Vector512<uint> x, Vector512<uint> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Or(Vector512<uint> x, Vector512<uint> y) => x | y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Xor(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, XorTable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Choose(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, ChooseTable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> Majority(Vector512<uint> x, Vector512<uint> y, Vector512<uint> z) =>
        Avx512F.TernaryLogic(x, y, z, MajorityTable);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> RotateRight(Vector512<uint> x, [ConstantExpected] byte bits) => Avx512F.RotateRight(x, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> ShiftRight(Vector512<uint> x, [ConstantExpected] byte bits) => x >>> bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<uint> ShiftLeft(Vector512<uint> x, [ConstantExpected] byte bits) => x << bits;

    // Compiled fully at the first call, as the compression function is and for the same reason.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToWords(ReadOnlySpan<Vector512<uint>> blocks, Span<Vector512<uint>> words)
    {
        blocks = blocks[..16];
        words = words[..16];

        // Within each quarter (128 bits) of four messages' blocks, a 4 × 4 turn. Afterwards vector 4g + c holds, in its
        // quarter q, word 4q + c of messages 4g to 4g + 3.
        for (var g = 0; g < 16; g += 4)
        {
            words[g] = SwapBytes(blocks[g]);
            words[g + 1] = SwapBytes(blocks[g + 1]);
            words[g + 2] = SwapBytes(blocks[g + 2]);
            words[g + 3] = SwapBytes(blocks[g + 3]);
            TurnWords(ref words[g], ref words[g + 1], ref words[g + 2], ref words[g + 3]);
        }

        // A 4 × 4 turn of whole quarters gathers word 4q + c of all sixteen messages in vector 4q + c.
        for (var c = 0; c < 4; c++)
            TurnQuarters(ref words[c], ref words[4 + c], ref words[8 + c], ref words[12 + c]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToDigests(ReadOnlySpan<Vector512<uint>> state, Span<Hash> digests)
    {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3]);
        var (e, f, g, h) = (state[4], state[5], state[6], state[7]);

        // Quarter q of the first four then holds the first half of digests 4q to 4q + 3, the other four the second half.
        TurnWords(ref a, ref b, ref c, ref d);
        TurnWords(ref e, ref f, ref g, ref h);
        var halves = MemoryMarshal.Cast<Hash, Vector128<uint>>(digests[..16]);
        StoreQuarters(halves, SwapBytes(a), SwapBytes(e));
        StoreQuarters(halves[2..], SwapBytes(b), SwapBytes(f));
        StoreQuarters(halves[4..], SwapBytes(c), SwapBytes(g));
        StoreQuarters(halves[6..], SwapBytes(d), SwapBytes(h));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> SwapBytes(Vector512<uint> words) =>
        Avx512BW.Shuffle(words.AsByte(), Vector512.Create(
            Vector256.Create(Vector128.Create((byte)3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12)))).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnWords(
        ref Vector512<uint> a, ref Vector512<uint> b, ref Vector512<uint> c, ref Vector512<uint> d)
    {
        var abLow = Avx512F.UnpackLow(a, b).AsUInt64();   // a0 b0 a1 b1
        var abHigh = Avx512F.UnpackHigh(a, b).AsUInt64(); // a2 b2 a3 b3
        var cdLow = Avx512F.UnpackLow(c, d).AsUInt64();
        var cdHigh = Avx512F.UnpackHigh(c, d).AsUInt64();
        a = Avx512F.UnpackLow(abLow, cdLow).AsUInt32();   // a0 b0 c0 d0
        b = Avx512F.UnpackHigh(abLow, cdLow).AsUInt32();
        c = Avx512F.UnpackLow(abHigh, cdHigh).AsUInt32();
        d = Avx512F.UnpackHigh(abHigh, cdHigh).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TurnQuarters(
        ref Vector512<uint> a, ref Vector512<uint> b, ref Vector512<uint> c, ref Vector512<uint> d)
    {
        var abLow = Avx512F.Shuffle4x128(a, b, 0b_01_00_01_00);  // a0 a1 b0 b1
        var abHigh = Avx512F.Shuffle4x128(a, b, 0b_11_10_11_10); // a2 a3 b2 b3
        var cdLow = Avx512F.Shuffle4x128(c, d, 0b_01_00_01_00);
        var cdHigh = Avx512F.Shuffle4x128(c, d, 0b_11_10_11_10);
        a = Avx512F.Shuffle4x128(abLow, cdLow, 0b_10_00_10_00);  // a0 b0 c0 d0
        b = Avx512F.Shuffle4x128(abLow, cdLow, 0b_11_01_11_01);
        c = Avx512F.Shuffle4x128(abHigh, cdHigh, 0b_10_00_10_00);
        d = Avx512F.Shuffle4x128(abHigh, cdHigh, 0b_11_01_11_01);
    }

    // Digests four apart lie in the four quarters of one vector.
    private static void StoreQuarters(Span<Vector128<uint>> halves, Vector512<uint> first, Vector512<uint> second)
    {
        halves[0] = first.GetLower().GetLower();
        halves[1] = second.GetLower().GetLower();
        halves[8] = first.GetLower().GetUpper();
        halves[9] = second.GetLower().GetUpper();
        halves[16] = first.GetUpper().GetLower();
        halves[17] = second.GetUpper().GetLower();
        halves[24] = first.GetUpper().GetUpper();
        halves[25] = second.GetUpper().GetUpper();
    }
}
