using System.Text;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tiles;

namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Checks the published checkpoint: by the pinned key, against the one before it, and against the log.</summary>
/// <remarks>A note names its key and does not hold it. On first use the key of this host's signer is pinned, if that has one and has signed the note; a key given from outside goes before
/// any other. While there is no key at all a checkpoint is compared with the log, and its signature is not checked.</remarks>
internal sealed class CheckpointAudit
{
    private readonly string _name;
    private readonly AuditState _known;
    private readonly AuditOptions _options;
    private readonly RootWatch? _root;

    private CheckpointAudit(string name, AuditState known, AuditOptions options, Checkpoint? published, VerifierKey? key)
    {
        (_name, _known, _options, Published, Key) = (name, known, options, published, key);
        if (published is null)
            return;
        _root = new RootWatch(published.Size);
    }

    /// <summary>What is published; null for nothing.</summary>
    public Checkpoint? Published { get; }

    /// <summary>The key that is pinned from now on; null for none.</summary>
    public VerifierKey? Key { get; }

    /// <summary>Whether its root was compared with the log's.</summary>
    public bool IsCompared => _root?.Root is not null;

    /// <summary>Entries it is about; 0 for none.</summary>
    public ulong Size => Published?.Size ?? 0;

    /// <summary>Reads what is published: before the log, so that all of what it is about is there when the log is read.</summary>
    /// <exception cref="AuditFailureException">It is not what it should be.</exception>
    public static async ValueTask<CheckpointAudit> BeginAsync(IBlobStore store, StorageNames names, AuditState known, AuditOptions options, CancellationToken cancellationToken)
    {
        string name = names.Checkpoint;
        BlobContent? blob = await store.GetAsync(name, cancellationToken).ConfigureAwait(false);
        if (blob is null)
        {
            if (known.CheckpointSize > 0)
                throw Failure(name, known, $"a checkpoint of at least {known.CheckpointSize} entries", "none", $"{name} disappeared");
            RequireSameSigner(name, known.Key, options);
            return new CheckpointAudit(name, known, options, null, KeyFrom(known, options, null));
        }

        CheckpointFault fault = SignedNote.TryParse(blob.Bytes.Span, out SignedNote? note);
        Checkpoint? published = null;
        if (note is not null)
            fault = Checkpoint.TryParse(note.Text.Span, out published);
        if (note is null || published is null)
            throw Failure(name, known, "a signed checkpoint", fault.ToString(), $"{name} cannot be read ({fault})");

        VerifierKey? key = KeyFrom(known, options, published.Origin);
        RequireSameSigner(name, key, options);
        if (key is not null)
            RequireSigned(name, known, note, published, key);
        var audit = new CheckpointAudit(name, known, options, published, key);
        audit.RequireNotBack(published);
        return audit;
    }

    /// <summary>Begins another walk.</summary>
    public void Begin(LogWalk walk) => _root?.Look(walk.Tail);

    /// <summary>Takes in the frame that <paramref name="walk"/> has just read.</summary>
    public void Take(LogWalk walk) => _root?.Look(walk);

    /// <summary>After the walks: compares it with the log.</summary>
    /// <param name="end">Entries up to where the log was read.</param>
    /// <param name="root">Their root.</param>
    /// <param name="isWhole">Whether that is the log's end.</param>
    /// <exception cref="AuditFailureException">The log contradicts it.</exception>
    public void Finish(ulong end, Hash root, bool isWhole)
    {
        if (Published is null)
            return;
        if (isWhole && Published.Size > end)
        {
            throw new AuditFailureException(new AuditFailure(
                AuditFault.LogCut, _name, end, Published.Size - 1, $"{Published.Size} entries with root {Published.Root}", $"{end} entries with root {root}",
                $"the log was set back: {_name} was signed over more entries than there are"));
        }

        if (_root!.Root is { } read && read != Published.Root)
            throw Failure(_name, _known, read.ToString(), Published.Root.ToString(), $"{_name} says another root of {Published.Size} entries than the log has: it was signed over another history", Published.Size);
    }

    private static VerifierKey? KeyFrom(AuditState known, AuditOptions options, string? origin)
    {
        if (options.Key is not null)
            return options.Key;
        string? name = known.Key?.Name ?? origin;
        if (!options.KeyPoint.IsEmpty)
            return name is null || !NoteName.IsValid(name) ? null : new VerifierKey(name, options.KeyPoint.Span);
        if (known.Key is not null)
            return known.Key;
        return options.SignerPoint.IsEmpty || origin is null || !NoteName.IsValid(origin) ? null : new VerifierKey(origin, options.SignerPoint.Span);
    }

    private static void RequireSameSigner(string name, VerifierKey? key, AuditOptions options)
    {
        if (key is null || options.SignerPoint.IsEmpty || options.SignerPoint.Span.SequenceEqual(key.PublicPoint))
            return;
        var signer = new VerifierKey(key.Name, options.SignerPoint.Span);
        throw new AuditFailureException(new AuditFailure(
            AuditFault.Key, name, null, null, $"key {key.KeyId:x8}", $"key {signer.KeyId:x8}", $"this host signs with key {signer.KeyId:x8}; pinned is {key.KeyId:x8}"));
    }

    private static void RequireSigned(string name, AuditState known, SignedNote note, Checkpoint published, VerifierKey key)
    {
        CheckpointFault fault = note.Verify(key);
        string signers = string.Join(", ", note.Signatures.Select(s => $"key {s.KeyId:x8} of {Shown(s.Name)}"));
        if (fault == CheckpointFault.UnknownKey)
        {
            AuditFault what = note.Signatures.Any(s => s.KeyId == key.KeyId) ? AuditFault.Checkpoint : AuditFault.Key;
            throw new AuditFailureException(new AuditFailure(
                what, name, LastOf(published.Size), LastOf(published.Size), $"key {key.KeyId:x8} of {key.Name}", signers,
                $"{name} is not signed by the pinned key {key.KeyId:x8} of {key.Name}, but by {signers}"));
        }

        if (fault != CheckpointFault.None)
            throw Failure(name, known, $"a signature by key {key.KeyId:x8}", fault.ToString(), $"the signature under {name} is not one ({fault})", published.Size);
        if (published.Origin != key.Name)
            throw Failure(name, known, key.Name, Shown(published.Origin), $"{name} is about another log", published.Size);
    }

    // Names come from storage.
    private static string Shown(string name)
    {
        const int Most = 80;
        var shown = new StringBuilder();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, Most)))
            shown.Append(char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or ':' ? c : '?');
        return shown.ToString();
    }

    private void RequireNotBack(Checkpoint published)
    {
        if (published.Size < _known.CheckpointSize || (published.Size == _known.CheckpointSize && published.Size > 0 && published.Root != _known.CheckpointRoot))
        {
            throw Failure(
                _name, _known, $"{_known.CheckpointSize} entries or more, root {_known.CheckpointRoot}", $"{published.Size} entries, root {published.Root}",
                $"{_name} went back, or says something else than before", published.Size);
        }

        // Read again whole or not: of the audited size the root is known.
        if (published.Size == _known.Size && published.Root != _known.Root)
            throw Failure(_name, _known, _known.Root.ToString(), published.Root.ToString(), $"{_name} says another root of {published.Size} entries than was audited", published.Size);
    }

    private static AuditFailureException Failure(string name, AuditState known, string expected, string found, string what, ulong? size = null)
    {
        ulong? index = LastOf(size ?? known.CheckpointSize);
        return new(new AuditFailure(AuditFault.Checkpoint, name, index, index, expected, found, what));
    }

    private static ulong? LastOf(ulong size) => size == 0 ? null : size - 1;
}
