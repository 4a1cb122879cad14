using System.Runtime.CompilerServices;
using ImmuFunctions.Core.Index;
using ImmuFunctions.Ledger.Indexing;

namespace ImmuFunctions.Ledger;

/// <content>What the index answers. Walks read on as they go: they take no more memory for more rows.</content>
public sealed partial class Snapshot
{
    /// <summary>Whether entries can be found by value.</summary>
    public bool HasValueIndex => _reader.HasValueIndex;

    /// <summary>The newest version of a key.</summary>
    /// <returns>Null if the key was never written.</returns>
    /// <exception cref="LedgerException">Corrupt: the index is not what was written.</exception>
    public ValueTask<KeyVersion?> LatestAsync(ReadOnlyMemory<byte> key, CancellationToken cancellationToken) => LatestAsync(key, Size, cancellationToken);

    /// <summary>The newest version of a key among the first <paramref name="size"/> entries: what it was then.</summary>
    /// <param name="key">The stored key.</param>
    /// <param name="size">At most <see cref="Size"/>.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <returns>Null if the key had not been written.</returns>
    /// <exception cref="LedgerException">Corrupt: the index is not what was written.</exception>
    public ValueTask<KeyVersion?> LatestAsync(ReadOnlyMemory<byte> key, ulong size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Size);
        ValueTask<RowTail?> looking = _index.LatestAsync(IndexRows.KeyGroup(key.Span), size, cancellationToken);
        return looking.IsCompletedSuccessfully ? new(VersionOf(looking.Result)) : AwaitAsync(looking);

        static async ValueTask<KeyVersion?> AwaitAsync(ValueTask<RowTail?> looking) => VersionOf(await looking.ConfigureAwait(false));
        static KeyVersion? VersionOf(RowTail? tail) => tail is { } found ? KeyVersion.Of(found) : null;
    }

    /// <summary>The versions of exactly this key.</summary>
    /// <param name="key">The stored key.</param>
    /// <param name="oldestFirst">False: newest first.</param>
    /// <param name="beyond">Exclusive position: newest first only versions with a smaller index, oldest first only those with a larger one.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <exception cref="LedgerException">Corrupt: the index is not what was written.</exception>
    public async IAsyncEnumerable<KeyVersion> VersionsAsync(
        ReadOnlyMemory<byte> key, bool oldestFirst, ulong? beyond, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var walk = new VersionWalk(_index, IndexRows.KeyGroup(key.Span), oldestFirst, beyond);
        while (await walk.MoveNextAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return KeyVersion.Of(walk.Tail);
        }
    }

    /// <summary>Distinct keys in order, each with its newest version.</summary>
    /// <param name="prefix">What the keys begin with.</param>
    /// <param name="after">Exclusive position in walking order: any bytes, whether such a key exists or not, whether it has the prefix or not. Null: from the start;
    /// empty: the empty key, before which nothing comes. Note that <c>x.IsEmpty ? null : x</c> is empty and not null, since a bare null converts to memory: write <c>default(ReadOnlyMemory&lt;byte&gt;?)</c>.</param>
    /// <param name="reverse">Whether keys come in descending order.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <exception cref="LedgerException">Corrupt: the index is not what was written.</exception>
    public async IAsyncEnumerable<KeyRow> ScanAsync(
        ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte>? after, bool reverse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] rows = IndexRows.KeysFrom(prefix.Span);
        RowRange range = RowRange.Of(rows);
        if (after is { } position)
            range = range.Beyond(IndexRows.KeyGroup(position.Span), reverse);
        using var walk = new GroupWalk(_index, RowScope.Of(rows), range, reverse);
        while (await walk.MoveNextAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new KeyRow(IndexRows.KeyOf(walk.Group), KeyVersion.Of(walk.Tail));
        }
    }

    /// <summary>Members of a sorted set by score in numeric order, then by key, each with the newest version of its stored key.</summary>
    /// <param name="set">The set's name.</param>
    /// <param name="min">Least score, inclusive; zero admits −0. Null: none.</param>
    /// <param name="max">Greatest score, inclusive. With either bound, scores that are not numbers are left out.</param>
    /// <param name="after">Exclusive position in walking order: the stored key of a member, which need not exist; with a key that is none of this set's there is nothing after it. Null: from the start;
    /// empty is no member's key. Note that <c>x.IsEmpty ? null : x</c> is empty and not null, since a bare null converts to memory: write <c>default(ReadOnlyMemory&lt;byte&gt;?)</c>.</param>
    /// <param name="reverse">Whether members come in descending order.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <exception cref="LedgerException">Corrupt: the index is not what was written.</exception>
    public async IAsyncEnumerable<MemberRow> MembersAsync(
        ReadOnlyMemory<byte> set, double? min, double? max, ReadOnlyMemory<byte>? after, bool reverse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RowRange range = MemberRange.Of(set.Span, min, max);
        if (after is { } position)
        {
            if (!MemberRange.TryGroup(set.Span, position.Span, out byte[] group))
                yield break;
            range = range.Beyond(group, reverse);
        }

        using var walk = new GroupWalk(_index, RowScope.Of(IndexRows.MembersOf(set.Span)), range, reverse);
        while (await walk.MoveNextAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            byte[] key = IndexRows.MemberKeyOf(walk.Group, out double score);
            yield return new MemberRow(key, score, KeyVersion.Of(walk.Tail));
        }
    }

    /// <summary>Plain entries, every version, whose searchable value is <paramref name="value"/> or begins with it.</summary>
    /// <remarks>The searchable value is the payload of a structured value, else the value as stored; without <paramref name="isPrefix"/>, entries whose value
    /// as stored is <paramref name="value"/> are found too. An entry is read only if its value is longer than the index holds.</remarks>
    /// <param name="value">What is looked for.</param>
    /// <param name="isPrefix">Whether values that go on count.</param>
    /// <param name="after">Exclusive position; the entry need not exist. Null: from the start.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>In the order of the value's first 64 bytes, then key, newest first.</returns>
    /// <exception cref="LedgerException">Invalid: there is no index of values. Corrupt: the index or an entry is not what was written.</exception>
    public async IAsyncEnumerable<ValueRow> FindByValueAsync(
        ReadOnlyMemory<byte> value, bool isPrefix, ValuePosition? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!HasValueIndex)
            throw new LedgerException(LedgerErrorKind.Invalid, "values are not indexed");
        var search = new ValueSearch(value, isPrefix);
        foreach (byte[] prefix in search.Prefixes())
        {
            RowRange range = RowRange.Of(prefix);
            if (after is { } position)
                range = range.NotBefore(ValueSearch.Behind(position));
            using var walk = new RowWalk(_index, RowScope.Of(prefix), range);
            while (await walk.MoveNextAsync(cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                byte[] key = IndexRows.ValueKeyOf(walk.Group, out byte[] start, out bool isWhole);
                KeyVersion version = KeyVersion.Of(walk.Tail);
                if (search.IsDecidedBy(start, isWhole) || search.Matches((await EntryAsync(version, cancellationToken).ConfigureAwait(false)).Value.Span))
                    yield return new ValueRow(key, version);
            }
        }
    }

    /// <summary>Number of distinct keys. Walks them all.</summary>
    /// <exception cref="LedgerException">Corrupt: the index is not what was written.</exception>
    public async ValueTask<ulong> CountKeysAsync(CancellationToken cancellationToken)
    {
        byte[] rows = IndexRows.KeysFrom(default);
        using var walk = new GroupWalk(_index, RowScope.Of(rows), RowRange.Of(rows), reverse: false);
        ulong count = 0;
        while (await walk.MoveNextAsync(cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            count++;
        }

        return count;
    }
}
