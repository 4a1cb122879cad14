using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Log;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Core.Checkpoints;

/// <summary>A receipt: that an entry is in a log, to be checked offline by whoever has the log's key.</summary>
/// <remarks>
/// <para><c>"c2sp.org/tlog-proof@v1\n" ‖ ["extra " base64 "\n"] ‖ "index " decimal "\n" ‖ { base64 of a hash "\n" } ‖ "\n" ‖ checkpoint</c>, the checkpoint being a signed note, verbatim.</para>
/// <para>Source: C2SP tlog-proof.</para>
/// </remarks>
public sealed class TlogProof
{
    /// <summary>The most bytes of extra data: the <see cref="LeafData"/> of the largest entry fits.</summary>
    public const int MaxExtraLength = FrameCodec.MaxLength;

    /// <summary>The most hashes: the path in a tree of 2^63 leaves.</summary>
    public const int MaxPathLength = 63;

    private const int HashTextLength = 44;

    private readonly Hash[] _path;

    /// <param name="index">Zero-based place of the entry in the log.</param>
    /// <param name="path">Sibling hashes, leaf to root; at most <see cref="MaxPathLength"/>.</param>
    /// <param name="checkpoint">The log's signed note.</param>
    /// <param name="extra">At most <see cref="MaxExtraLength"/> bytes; empty for none. Nobody vouches for it.</param>
    /// <exception cref="ArgumentException">Path or extra data are too long.</exception>
    public TlogProof(ulong index, ReadOnlySpan<Hash> path, ReadOnlyMemory<byte> checkpoint, ReadOnlyMemory<byte> extra = default)
    {
        if (path.Length > MaxPathLength) throw new ArgumentException($"A path has at most {MaxPathLength} hashes, not {path.Length}.", nameof(path));
        if (extra.Length > MaxExtraLength) throw new ArgumentException($"Extra data has at most {MaxExtraLength} bytes, not {extra.Length}.", nameof(extra));
        (Index, Note, Extra, _path) = (index, checkpoint, extra, path.ToArray());
    }

    /// <summary>Zero-based place of the entry in the log.</summary>
    public ulong Index { get; }

    /// <summary>Sibling hashes, leaf to root.</summary>
    public ReadOnlySpan<Hash> Path => _path;

    /// <summary>The checkpoint as its log published it, signatures included.</summary>
    public ReadOnlyMemory<byte> Note { get; }

    /// <summary>What came along and nobody vouches for; empty for nothing. Our logs put the entry's bytes here when asked to.</summary>
    public ReadOnlyMemory<byte> Extra { get; }

    private static ReadOnlySpan<byte> Header => "c2sp.org/tlog-proof@v1"u8;

    /// <summary>Reads a receipt.</summary>
    /// <returns><see cref="TlogProofFault.None"/> with the receipt, or why the bytes are none; hostile bytes are answered, never thrown. That it is a receipt says nothing yet: see <see cref="Verify(Hash, VerifierKey, out Checkpoint?)"/>.</returns>
    public static TlogProofFault TryParse(ReadOnlySpan<byte> bytes, out TlogProof? proof)
    {
        proof = null;
        if (!TakeLine(ref bytes, out var line) || !line.SequenceEqual(Header)) return TlogProofFault.Header;

        if (!TakeLine(ref bytes, out line)) return TlogProofFault.Index;
        byte[] extra = [];
        if (line.StartsWith("extra "u8))
        {
            line = line["extra ".Length..];
            if (line.Length > Base64.GetMaxEncodedToUtf8Length(MaxExtraLength)) return TlogProofFault.TooLarge;
            if (CanonicalBase64.Decode(line) is not { Length: > 0 } decoded) return TlogProofFault.Extra;
            if (decoded.Length > MaxExtraLength) return TlogProofFault.TooLarge;
            extra = decoded;
            if (!TakeLine(ref bytes, out line)) return TlogProofFault.Index;
        }

        if (!line.StartsWith("index "u8) || ParseIndex(line["index ".Length..]) is not { } index) return TlogProofFault.Index;

        var path = new List<Hash>();
        while (true)
        {
            if (!TakeLine(ref bytes, out line)) return TlogProofFault.Envelope;
            if (line.IsEmpty) break;
            if (path.Count == MaxPathLength) return TlogProofFault.TooLarge;
            if (line.Length != HashTextLength || !Hash.TryFromBytes(CanonicalBase64.Decode(line), out var hash)) return TlogProofFault.Path;
            path.Add(hash);
        }

        if (SignedNote.TryParse(bytes, out _) != CheckpointFault.None) return TlogProofFault.Note;
        proof = new TlogProof(index, path.ToArray(), bytes.ToArray(), extra);
        return TlogProofFault.None;
    }

    /// <summary>Writes the receipt.</summary>
    public byte[] Format()
    {
        var lines = new StringBuilder();
        lines.Append(CultureInfo.InvariantCulture, $"index {Index}\n");
        foreach (ref readonly var hash in Path) lines.Append(Convert.ToBase64String(hash.ToArray())).Append('\n');
        return [.. Header, (byte)'\n', .. ExtraLine(), .. Encoding.ASCII.GetBytes(lines.ToString()), (byte)'\n', .. Note.Span];
    }

    /// <summary>Says whether the receipt shows that <paramref name="entry"/> is in the log of <paramref name="key"/>.</summary>
    /// <param name="entry">What the log hashes, without the leaf prefix: for our logs the <see cref="LeafData"/> after its first byte.</param>
    /// <param name="key">The log's, got from elsewhere.</param>
    /// <param name="checkpoint">The log's size and root when it was so; null unless the receipt holds.</param>
    public TlogProofFault Verify(ReadOnlySpan<byte> entry, VerifierKey key, out Checkpoint? checkpoint) =>
        Verify(TreeHash.Leaf(entry), key, out checkpoint);

    /// <summary>Says whether the receipt shows that the entry with the hash <paramref name="leaf"/> is in the log of <paramref name="key"/>.</summary>
    /// <param name="leaf">Computed by the verifier from what it believes was written.</param>
    /// <param name="key">The log's, got from elsewhere.</param>
    /// <param name="checkpoint">The log's size and root when it was so; null unless the receipt holds.</param>
    public TlogProofFault Verify(Hash leaf, VerifierKey key, out Checkpoint? checkpoint)
    {
        checkpoint = null;
        switch (Checkpoint.TryOpen(Note.Span, key, out var opened))
        {
            case CheckpointFault.None: break;
            case CheckpointFault.UnknownKey: return TlogProofFault.UnknownKey;
            case CheckpointFault.WrongSignature: return TlogProofFault.WrongSignature;
            default: return TlogProofFault.Checkpoint;
        }

        if (InclusionProof.Verify(Index, opened!.Size, leaf, Path, opened.Root) != ProofFault.None) return TlogProofFault.NotIncluded;
        checkpoint = opened;
        return TlogProofFault.None;
    }

    // An entry may be large: no text is made of it on the way.
    private byte[] ExtraLine()
    {
        if (Extra.IsEmpty) return [];
        var start = "extra "u8;
        var line = new byte[start.Length + Base64.GetMaxEncodedToUtf8Length(Extra.Length) + 1];
        start.CopyTo(line);
        Base64.EncodeToUtf8(Extra.Span, line.AsSpan(start.Length), out _, out _);
        line[^1] = (byte)'\n';
        return line;
    }

    private static bool TakeLine(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> line)
    {
        var end = text.IndexOf((byte)'\n');
        line = end < 0 ? default : text[..end];
        if (end >= 0) text = text[(end + 1)..];
        return end >= 0;
    }

    private static ulong? ParseIndex(ReadOnlySpan<byte> digits)
    {
        if (digits.Length > 1 && digits[0] == '0') return null;
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < TreeSize.Max ? index : null;
    }
}
