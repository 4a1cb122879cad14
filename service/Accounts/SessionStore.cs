using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using ImmuFunctions.Service.Databases;

namespace ImmuFunctions.Service.Accounts;

/// <summary>The tokens in use: opaque, random, in this process's memory only, so a restart ends them all.</summary>
/// <remarks>
/// All tokens live equally long, so the order of issue is the order of expiry and the oldest is the first to go:
/// when more than <c>capacity</c> are kept, or a day after it expired. Until then an expired token is told from an
/// unknown one, as immudb's clients expect. Safe for any number of threads.
/// </remarks>
/// <param name="time">Tells when tokens expire.</param>
/// <param name="capacity">The most tokens kept, live or expired.</param>
public sealed class SessionStore(TimeProvider time, int capacity = SessionStore.DefaultCapacity)
{
    /// <summary>How long a token is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The most tokens kept unless told otherwise.</summary>
    public const int DefaultCapacity = 65_536;

    private const int TokenBytes = 32;
    private static readonly TimeSpan Remembrance = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    // Guards `issued`: tokens oldest first, including those that were dropped since.
    private readonly Lock _gate = new();
    private readonly Queue<(string Token, DateTimeOffset ExpiresAt)> _issued = new();

    internal string Issue(Account account, OpenDatabase database)
    {
        DateTimeOffset now = time.GetUtcNow();
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var session = new Session(account, database, now + Lifetime);
        lock (_gate)
        {
            while (_issued.TryPeek(out var oldest) && (_issued.Count >= capacity || oldest.ExpiresAt + Remembrance <= now))
                _sessions.TryRemove(_issued.Dequeue().Token, out _);
            _sessions[token] = session;
            _issued.Enqueue((token, session.ExpiresAt));
        }

        return token;
    }

    internal TokenState Find(ReadOnlySpan<char> token, out Session session)
    {
        if (!_sessions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(token, out session!))
            return TokenState.Unknown;
        return time.GetUtcNow() < session.ExpiresAt ? TokenState.Live : TokenState.Expired;
    }

    internal void DropAll(Account account)
    {
        foreach ((string token, Session session) in _sessions)
        {
            if (session.Account.Name == account.Name)
                _sessions.TryRemove(token, out _);
        }
    }
}
