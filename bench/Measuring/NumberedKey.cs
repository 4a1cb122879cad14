using System.Buffers.Binary;

namespace ImmuFunctions.Bench.Measuring;

/// <summary>Turns numbers into keys of 16 hexadecimal digits: distinct, and without any order that a store could profit from.</summary>
internal static class NumberedKey
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeyBytes = 16;

    /// <summary>Mixes the bits so that near numbers come out far apart; no two numbers come out equal. Source: the finalizer of SplitMix64.</summary>
    public static ulong Scatter(ulong number)
    {
        number += 0x9E3779B97F4A7C15;
        number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
        number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
        return number ^ (number >> 31);
    }

    /// <summary>Writes the key of <paramref name="number"/>.</summary>
    /// <param name="number">Scattered first if <paramref name="scattered"/>; else keys sort as their numbers do.</param>
    /// <param name="scattered">Whether near numbers give far keys.</param>
    /// <param name="key">At least <see cref="KeyBytes"/> long.</param>
    public static void Write(ulong number, bool scattered, Span<byte> key)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, scattered ? Scatter(number) : number);
        Convert.TryToHexStringLower(bytes, key, out _);
    }
}
