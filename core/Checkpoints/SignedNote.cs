using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace ImmuFunctions.Core.Checkpoints;

/// <summary>A text with signatures under it.</summary>
/// <remarks>
/// <para><c>text ‖ "\n" ‖ signature lines</c>, a line being <c>"— " ‖ name ‖ " " ‖ base64(key id ‖ signature) ‖ "\n"</c>. The text ends with a newline; the last empty line divides.</para>
/// <para>Source: C2SP signed-note. Signatures of unknown keys are carried along and mean nothing.</para>
/// </remarks>
public sealed class SignedNote
{
    /// <summary>The longest note, in bytes: room for sixteen signatures of 5 kB, as the format asks, and for the text.</summary>
    public const int MaxLength = 1 << 17;

    /// <summary>The most signatures.</summary>
    public const int MaxSignatures = 64;

    private const int KeyIdLength = 4;

    /// <param name="text">What is signed; ends with a newline.</param>
    /// <param name="signatures">At least one.</param>
    public SignedNote(ReadOnlyMemory<byte> text, IReadOnlyList<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>What is signed, with its last newline.</summary>
    public ReadOnlyMemory<byte> Text { get; }

    /// <summary>In the order of their lines; nobody has checked them yet.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    // An em dash, U+2014, and a space.
    private static ReadOnlySpan<byte> LineStart => "— "u8;

    /// <summary>Reads a note.</summary>
    /// <returns><see cref="CheckpointFault.None"/> with the note, or why the bytes are none; hostile bytes are answered, never thrown.</returns>
    public static CheckpointFault TryParse(ReadOnlySpan<byte> bytes, out SignedNote? note)
    {
        note = null;
        if (bytes.Length > MaxLength) return CheckpointFault.TooLarge;
        if (!Utf8.IsValid(bytes) || HasControls(bytes)) return CheckpointFault.Characters;

        var divider = bytes.LastIndexOf("\n\n"u8);
        if (divider < 0 || divider + 2 == bytes.Length || bytes[^1] != '\n') return CheckpointFault.Envelope;

        var signatures = new List<NoteSignature>();
        for (var rest = bytes[(divider + 2)..]; !rest.IsEmpty;)
        {
            if (signatures.Count == MaxSignatures) return CheckpointFault.TooLarge;
            var end = rest.IndexOf((byte)'\n');
            if (ParseLine(rest[..end]) is not { } signature) return CheckpointFault.SignatureLine;
            signatures.Add(signature);
            rest = rest[(end + 1)..];
        }

        note = new SignedNote(bytes[..(divider + 1)].ToArray(), signatures);
        return CheckpointFault.None;
    }

    /// <summary>Writes the note.</summary>
    public byte[] Format()
    {
        var lines = new StringBuilder("\n");
        foreach (var signature in Signatures)
        {
            var blob = new byte[KeyIdLength + signature.Bytes.Length];
            BinaryPrimitives.WriteUInt32BigEndian(blob, signature.KeyId);
            signature.Bytes.Span.CopyTo(blob.AsSpan(KeyIdLength));
            lines.Append("— ").Append(signature.Name).Append(' ').Append(Convert.ToBase64String(blob)).Append('\n');
        }

        return [.. Text.Span, .. Encoding.UTF8.GetBytes(lines.ToString())];
    }

    /// <summary>Says whether <paramref name="key"/> has signed the text.</summary>
    /// <returns><see cref="CheckpointFault.None"/>, <see cref="CheckpointFault.UnknownKey"/>, or <see cref="CheckpointFault.WrongSignature"/>: one false
    /// signature in the key's name spoils the note.</returns>
    public CheckpointFault Verify(VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var fault = CheckpointFault.UnknownKey;
        foreach (var signature in Signatures)
        {
            if (signature.Name != key.Name || signature.KeyId != key.KeyId) continue;
            if (!key.Verify(Text.Span, signature.Bytes.Span)) return CheckpointFault.WrongSignature;
            fault = CheckpointFault.None;
        }

        return fault;
    }

    private static bool HasControls(ReadOnlySpan<byte> bytes)
    {
        foreach (var one in bytes)
        {
            if (one < ' ' && one != '\n') return true;
        }

        return false;
    }

    private static NoteSignature? ParseLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith(LineStart)) return null;
        line = line[LineStart.Length..];
        var space = line.IndexOf((byte)' ');
        if (space < 0) return null;
        var name = Encoding.UTF8.GetString(line[..space]);
        if (!NoteName.IsValid(name)) return null;
        return CanonicalBase64.Decode(line[(space + 1)..]) is { Length: > KeyIdLength } blob
            ? new NoteSignature(name, BinaryPrimitives.ReadUInt32BigEndian(blob), blob.AsMemory(KeyIdLength))
            : null;
    }
}
