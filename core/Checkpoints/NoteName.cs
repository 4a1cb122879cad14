using System.Text;

namespace ImmuFunctions.Core.Checkpoints;

/// <summary>The rule for names of keys, and so for the origins of our checkpoints.</summary>
/// <remarks>Source: C2SP signed-note, "Format". The length is our own limit.</remarks>
public static class NoteName
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int MaxLength = 255;

    /// <summary>Tells whether <paramref name="name"/> has 1 to <see cref="MaxLength"/> bytes and no space, control character, plus sign or broken surrogate.</summary>
    public static bool IsValid(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > MaxLength) return false;
        var length = 0;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(name, out var rune, out var used) != System.Buffers.OperationStatus.Done) return false;
            if (rune.Value == '+' || Rune.IsWhiteSpace(rune) || Rune.IsControl(rune)) return false;
            length += rune.Utf8SequenceLength;
            name = name[used..];
        }

        return length <= MaxLength;
    }
}
