using System.Buffers;
using ImmuFunctions.Core.Log;

namespace ImmuFunctions.Ledger;

/// <summary>Neighbouring entries as they lie in memory, each compared with the tree; at most 256.</summary>
public sealed class EntryRange
{
    // Room for the longest entry.
    private const int PieceBytes = 1 << 17;

    private readonly ulong _first;
    private readonly List<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> _entries = [];

    internal EntryRange(ulong first) => _first = first;

    /// <summary>The first entry that is too long for an <see cref="EntryBundle"/>; null if there is a bundle of them.</summary>
    public ulong? TooLong { get; private set; }

    /// <summary>Keys and values, the first entry's first. All that were asked for, unless one is <see cref="TooLong"/>.</summary>
    public IReadOnlyList<(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value)> Entries => _entries;

    /// <summary>Bytes of the bundle; of no meaning if an entry is <see cref="TooLong"/>.</summary>
    public int BundleLength { get; private set; }

    /// <summary>Writes an <see cref="EntryBundle"/>, piece by piece.</summary>
    /// <param name="destination">Not flushed.</param>
    /// <param name="cancellationToken">Gives up writing.</param>
    /// <exception cref="InvalidOperationException">An entry is <see cref="TooLong"/>.</exception>
    public async ValueTask WriteBundleAsync(Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (TooLong is { } index)
            throw new InvalidOperationException($"Entry {index} is too long for a bundle.");
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            int used = 0;
            for (int i = 0; i < _entries.Count; i++)
            {
                (ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value) = _entries[i];
                if (used + EntryBundle.Length(key.Length, value.Length) > piece.Length)
                {
                    await destination.WriteAsync(piece.AsMemory(0, used), cancellationToken).ConfigureAwait(false);
                    used = 0;
                }

                used += EntryBundle.Write(_first + (ulong)i, key.Span, value.Span, piece.AsSpan(used));
            }

            await destination.WriteAsync(piece.AsMemory(0, used), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    internal void Add(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        if (EntryBundle.Length(key.Length, value.Length) is { } length)
            BundleLength += length;
        else
            NoteTooLong(_first + (ulong)_entries.Count);
        _entries.Add((key, value));
    }

    internal void NoteTooLong(ulong index) => TooLong ??= index;
}
