using System.Runtime.CompilerServices;
using Immudb.Schema;
using ImmuFunctions.Client.Connections;
using ImmuFunctions.Client.Reading;
using ImmuFunctions.Client.Verification;

namespace ImmuFunctions.Client;

/// <content>Verified lists: each page is proved before its first entry is given. Nobody can prove that nothing is missing from a list, but of the log itself.</content>
public sealed partial class LedgerClient
{
    /// <summary>The newest versions of all keys with a prefix, in the order of the keys, references and members of sets left out.</summary>
    /// <param name="prefix">Empty for all keys.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<LedgerEntry> ScanAsync(LedgerBytes prefix, ListOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        return _guard.ListAsync("Scan", isVerified: true, Core(), cancellationToken);

        IAsyncEnumerable<LedgerEntry> Core() => ProvenAsync(
            KeyScans.PagesAsync(_session, prefix, options, cancellationToken), new KeyOrder(prefix, options, _seen), options.Limit, cancellationToken);
    }

    /// <summary>The versions of a key as stored, newest first.</summary>
    public IAsyncEnumerable<LedgerEntry> HistoryAsync(LedgerBytes key, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        _guard.ListAsync("History", isVerified: true, VersionsAsync(key, Checked(options), cancellationToken), cancellationToken);

    /// <summary>The log itself, as stored: the entries [from, to), none left out.</summary>
    /// <param name="from">Zero-based.</param>
    /// <param name="to">Null, or more than there are, for as far as the log goes now.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IAsyncEnumerable<LedgerEntry> EntriesAsync(ulong from = 0, ulong? to = null, CancellationToken cancellationToken = default) =>
        _guard.ListAsync("Entries", isVerified: true, LogAsync(from, to ?? ulong.MaxValue, cancellationToken), cancellationToken);

    /// <summary>The members of a sorted set, from the least score up.</summary>
    public IAsyncEnumerable<SetMember> SetMembersAsync(LedgerBytes set, ListOptions? options = null, CancellationToken cancellationToken = default) =>
        _guard.ListAsync("SetMembers", isVerified: true, MembersAsync(set, Checked(options), cancellationToken), cancellationToken);

    /// <summary>Every version ever written that has a value, whatever has become of its key since.</summary>
    /// <param name="value">The payload, or its beginning.</param>
    /// <param name="isPrefix">Whether <paramref name="value"/> is a beginning.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="LedgerClientException">FAILED_PRECONDITION: the ledger does not index values.</exception>
    public IAsyncEnumerable<LedgerEntry> FindByValueAsync(LedgerBytes value, bool isPrefix = false, CancellationToken cancellationToken = default) => _guard.ListAsync(
        "FindByValue",
        isVerified: true,
        ProvenAsync(
            ValueSearches.PagesAsync(_session, "FindByValue", value, isPrefix, cancellationToken), new ValueMatch(value, isPrefix, newestOnly: null), limit: 0, cancellationToken),
        cancellationToken);

    /// <summary>As <see cref="FindByValueAsync"/>, only those that are the newest versions of their keys.</summary>
    public IAsyncEnumerable<LedgerEntry> KeysWithValueAsync(LedgerBytes value, bool isPrefix = false, CancellationToken cancellationToken = default) => _guard.ListAsync(
        "KeysWithValue",
        isVerified: true,
        ProvenAsync(
            ValueSearches.PagesAsync(_session, "KeysWithValue", value, isPrefix, cancellationToken), new ValueMatch(value, isPrefix, _seen), limit: 0, cancellationToken),
        cancellationToken);

    private async IAsyncEnumerable<LedgerEntry> ProvenAsync(
        IAsyncEnumerable<IReadOnlyList<Item>> pages, IListOrder<Item> order, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int given = 0;
        await foreach (IReadOnlyList<Item> page in pages.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            Item[] items = limit > 0 ? [.. page.Take(limit - given)] : [.. page];
            foreach (Item item in items)
                Guard.Require(order.Next(item));
            Guard.Require(await _verified.ProveAsync(items, _scope, Call(cancellationToken)).ConfigureAwait(false));
            foreach (Item item in items)
                yield return LedgerEntry.Of(item, isVerified: true);
            given += items.Length;
            if (limit > 0 && given >= limit)
                yield break;
        }

        await RequireLogAsync(given, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<LedgerEntry> VersionsAsync(LedgerBytes key, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = new HistoryOrder(key, options, _seen);
        IAsyncEnumerable<IReadOnlyList<Item>> pages = Histories.PagesAsync(_session, key, options, cancellationToken);
        int given = 0;
        await foreach (LedgerEntry entry in ProvenAsync(pages, order, options.Limit, cancellationToken).ConfigureAwait(false))
        {
            if (given++ == 0)
                _seen.Note(key, entry.Index);
            yield return entry;
        }

        Guard.Require(order.End(wasCut: options.Limit > 0 && given >= options.Limit));
    }

    private async IAsyncEnumerable<LedgerEntry> LogAsync(ulong from, ulong to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        VerifiedRoot root = await _signed.AskAsync(cancellationToken).ConfigureAwait(false);
        Guard.Require(root.Fault);
        ulong end = Math.Min(to, root.Root.Size);
        var order = new LogOrder(from);
        await foreach (LedgerEntry entry in ProvenAsync(
            LogPages.PagesAsync(_session, from, end, cancellationToken), order, limit: 0, cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }

        Guard.Require(order.End(end));
    }

    private async IAsyncEnumerable<SetMember> MembersAsync(LedgerBytes set, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var order = new MemberOrder(set, options, _seen);
        int given = 0;
        await foreach ((IReadOnlyList<ZItem> page, bool isImmuOrder) in SetScans.PagesAsync(_session, set, options, cancellationToken).ConfigureAwait(false))
        {
            order.IsImmuOrder = isImmuOrder;
            ZItem[] items = options.Limit > 0 ? [.. page.Take(options.Limit - given)] : [.. page];
            foreach (ZItem item in items)
                Guard.Require(order.Next(item));
            Item[] claims = [.. items.SelectMany(item => new[] { MemberOrder.EntryOf(item), item.Item })];
            Guard.Require(await _verified.ProveAsync(claims, _scope, Call(cancellationToken)).ConfigureAwait(false));
            foreach (ZItem item in items)
                yield return MemberOf(set, item, isVerified: true);
            given += items.Length;
            if (options.Limit > 0 && given >= options.Limit)
                yield break;
        }

        await RequireLogAsync(given, cancellationToken).ConfigureAwait(false);
    }

    // An empty list has nothing to prove. A ledger set back to a backup, which gives it in good faith, is found out all the same.
    private async Task RequireLogAsync(int given, CancellationToken cancellationToken)
    {
        if (given == 0)
            Guard.Require((await _signed.AskAsync(cancellationToken).ConfigureAwait(false)).Fault);
    }

    private static SetMember MemberOf(LedgerBytes set, ZItem item, bool isVerified) => new()
    {
        Set = set,
        Score = item.Score,
        Entry = LedgerEntry.Of(item.Item, isVerified),
        Index = item.Index,
        IsVerified = isVerified,
    };

    private static ListOptions Checked(ListOptions? options)
    {
        options ??= ListOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegative(options.Limit, nameof(options));
        return options;
    }
}
