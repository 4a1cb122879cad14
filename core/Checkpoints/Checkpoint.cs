using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Core.Checkpoints;

/// <summary>What a log says about itself at one size.</summary>
/// <param name="Origin">Which log; see <see cref="NoteName"/> for what ours may be called. Other logs only have to have one.</param>
/// <param name="Size">Number of entries, at most <see cref="TreeSize.Max"/>.</param>
/// <param name="Root">Root of the tree over them.</param>
/// <remarks>
/// <para>Text: <c>origin ‖ "\n" ‖ size in decimal ‖ "\n" ‖ base64 of the root ‖ "\n"</c>, then lines of extensions, which we neither write nor look at.</para>
/// <para>Source: C2SP tlog-checkpoint, "Note text".</para>
/// </remarks>
public sealed record Checkpoint(string Origin, ulong Size, Hash Root)
{
    /// <summary>Reads the text of a checkpoint.</summary>
    /// <returns><see cref="CheckpointFault.None"/> with the checkpoint, or why the bytes are none; hostile bytes are answered, never thrown.</returns>
    public static CheckpointFault TryParse(ReadOnlySpan<byte> text, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (text.Length > SignedNote.MaxLength) return CheckpointFault.TooLarge;
        if (!Utf8.IsValid(text)) return CheckpointFault.Characters;
        if (!text.EndsWith("\n"u8) || text[0] == '\n' || text.IndexOf("\n\n"u8) >= 0) return CheckpointFault.Lines;

        var origin = TakeLine(ref text);
        var size = TakeLine(ref text);
        var root = TakeLine(ref text);
        if (root.IsEmpty) return CheckpointFault.Lines;
        if (ParseSize(size) is not { } leaves) return CheckpointFault.Size;
        if (!Hash.TryFromBytes(CanonicalBase64.Decode(root), out var hash)) return CheckpointFault.Root;
        checkpoint = new Checkpoint(Encoding.UTF8.GetString(origin), leaves, hash);
        return CheckpointFault.None;
    }

    /// <summary>Reads a note that <paramref name="key"/> must have signed, for the origin of the key's name.</summary>
    /// <returns><see cref="CheckpointFault.None"/> with the checkpoint, or why it is to be refused; hostile bytes are answered, never thrown.</returns>
    public static CheckpointFault TryOpen(ReadOnlySpan<byte> note, VerifierKey key, out Checkpoint? checkpoint)
    {
        ArgumentNullException.ThrowIfNull(key);
        checkpoint = null;
        var fault = SignedNote.TryParse(note, out var parsed);
        if (parsed is null) return fault;
        fault = parsed.Verify(key); // before the text is looked at: until then it is nobody's
        if (fault != CheckpointFault.None) return fault;
        fault = TryParse(parsed.Text.Span, out var read);
        if (read is null) return fault;
        if (read.Origin != key.Name) return CheckpointFault.WrongOrigin;
        checkpoint = read;
        return CheckpointFault.None;
    }

    /// <summary>The text that is signed.</summary>
    public byte[] ToText() =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.ToArray())}\n"));

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        if (end < 0) return [];
        var line = text[..end];
        text = text[(end + 1)..];
        return line;
    }

    private static ulong? ParseSize(ReadOnlySpan<byte> line)
    {
        if (line.Length > 1 && line[0] == '0') return null;
        return ulong.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size <= TreeSize.Max ? size : null;
    }
}
