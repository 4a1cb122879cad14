using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Arm = System.Runtime.Intrinsics.Arm;

namespace ImmuFunctions.Core.Log;

/// <summary>CRC-32C by the processor's own instruction. Works on the raw register, before the final XOR.</summary>
/// <remarks>
/// The instruction answers after three cycles but one can start in each, so long inputs go through three registers
/// at once: three neighbouring blocks, joined afterwards. Joining is possible because the CRC is linear: a register
/// moved over n zero bytes, XORed with the register of the next n bytes begun at zero, is the register of both.
/// </remarks>
internal static class Crc32CInstruction
{
    private const int BlockWords = 64;
    private const int StripeWords = 3 * BlockWords;

    // Byte k, value b: the register b << 8k after one block of zero bytes.
    private static readonly uint[] BlockShift = BuildBlockShift();

    public static bool IsSupported => Sse42.X64.IsSupported || Arm.Crc32.Arm64.IsSupported;

    public static uint Update(uint register, ReadOnlySpan<byte> bytes)
    {
        // Both instruction sets take a word's lowest byte first, which is how these little-endian processors load it.
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (; words.Length >= StripeWords; words = words[StripeWords..]) register = UpdateStripe(register, words[..StripeWords]);
        foreach (var word in words) register = BitOperations.Crc32C(register, word);
        foreach (var next in bytes[(bytes.Length & ~(sizeof(ulong) - 1))..]) register = BitOperations.Crc32C(register, next);
        return register;
    }

    private static uint UpdateStripe(uint first, ReadOnlySpan<ulong> words)
    {
        uint second = 0, third = 0;
        var head = words[..BlockWords];
        var middle = words.Slice(BlockWords, BlockWords);
        var tail = words.Slice(2 * BlockWords, BlockWords);
        for (var i = 0; i < BlockWords; i++)
        {
            first = BitOperations.Crc32C(first, head[i]);
            second = BitOperations.Crc32C(second, middle[i]);
            third = BitOperations.Crc32C(third, tail[i]);
        }

        return ShiftOverBlock(ShiftOverBlock(first) ^ second) ^ third;
    }

    private static uint ShiftOverBlock(uint register)
    {
        var table = BlockShift;
        return table[(byte)register]
            ^ table[0x100 | (byte)(register >> 8)]
            ^ table[0x200 | (byte)(register >> 16)]
            ^ table[0x300 | (byte)(register >> 24)];
    }

    private static uint[] BuildBlockShift()
    {
        var table = new uint[4 << 8];
        for (var i = 0; i < table.Length; i++)
        {
            var register = (uint)(byte)i << (8 * (i >> 8));
            for (var word = 0; word < BlockWords; word++) register = BitOperations.Crc32C(register, 0ul);
            table[i] = register;
        }

        return table;
    }
}
