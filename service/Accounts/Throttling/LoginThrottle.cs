using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ImmuFunctions.Service.Accounts.Throttling;

/// <summary>Makes whoever guesses passwords wait: by user and address, by user, and by address. In this process's memory, of a bounded size. Thread-safe.</summary>
/// <remarks>
/// <para>Of each of the three some failures are free; each further one makes the next try wait, for twice as long as the one before, up to a minute. What is 15 minutes old is forgotten.</para>
/// <para>A user that others guess at can still log in: from an address it has logged in from within a day, only its own failures from there count. Behind a proxy that hides
/// where callers are all have one address, and that protection ends.</para>
/// <para>Nothing depends on whether the user exists. Names are kept as hashes under a key of this process. IPv6 addresses count by their first 64 bits, which one customer has to himself.</para>
/// </remarks>
/// <param name="time">Tells when failures are forgotten.</param>
/// <param name="capacity">The most users, addresses and pairs of both that are kept, each.</param>
public sealed class LoginThrottle(TimeProvider time, int capacity = LoginThrottle.DefaultCapacity)
{
    /// <summary>The most users, addresses and pairs of both that are kept, each, unless told otherwise; beyond it the oldest go.</summary>
    public const int DefaultCapacity = 16_384;

    /// <summary>Failures of one user from one address before there is a wait.</summary>
    public const int FreeOfPair = 20;

    /// <summary>Failures of one user from anywhere before there is a wait.</summary>
    public const int FreeOfUser = 50;

    /// <summary>Failures of one address before there is a wait.</summary>
    public const int FreeOfAddress = 100;

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    /// <summary>So long after the last failure all are forgotten.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan ProvenFor = TimeSpan.FromDays(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    // Guards all that follows.
    private readonly Lock _gate = new();
    private readonly FailureTable _pairs = new(FreeOfPair, Memory, capacity);
    private readonly FailureTable _users = new(FreeOfUser, Memory, capacity);
    private readonly FailureTable _addresses = new(FreeOfAddress, Memory, capacity);

    // Pairs that have logged in: no failures are counted here.
    private readonly FailureTable _proven = new(int.MaxValue, ProvenFor, capacity);

    /// <summary>How many users, addresses and pairs are kept.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
                return _pairs.Count + _users.Count + _addresses.Count + _proven.Count;
        }
    }

    /// <summary>Lets a try through, or not. Before the password is looked at.</summary>
    /// <param name="user">The name as sent, in UTF-8 or not.</param>
    /// <param name="address">Where from; null if not known.</param>
    /// <returns>Null: go on, and say later how it went (<see cref="NoteFailure"/>, <see cref="NoteSuccess"/>, <see cref="NoteUndecided"/>). Otherwise how long to wait; nothing is to be noted then.</returns>
    /// <remarks>A try that is let through counts as a failure until it is known how it went: so of many at once no more get through than one after the other.</remarks>
    public TimeSpan? MayTry(ReadOnlySpan<byte> user, IPAddress? address)
    {
        Keys keys = KeysOf(user, address);
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            TimeSpan wait = _pairs.Wait(keys.Pair, now);
            if (!_proven.Has(keys.Pair, now))
                wait = Longest(wait, _users.Wait(keys.User, now), keys.Address is { } from ? _addresses.Wait(from, now) : TimeSpan.Zero);
            if (wait > TimeSpan.Zero)
                return wait;
            _pairs.Add(keys.Pair, now);
            _users.Add(keys.User, now);
            if (keys.Address is { } at)
                _addresses.Add(at, now);
            return null;
        }
    }

    /// <summary>The name or the password was wrong: the wait begins now.</summary>
    public void NoteFailure(ReadOnlySpan<byte> user, IPAddress? address)
    {
        Keys keys = KeysOf(user, address);
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            _pairs.Renew(keys.Pair, now);
            _users.Renew(keys.User, now);
            if (keys.Address is { } at)
                _addresses.Renew(at, now);
        }
    }

    /// <summary>The password was right: the failures of this user from this address are forgotten.</summary>
    public void NoteSuccess(ReadOnlySpan<byte> user, IPAddress? address)
    {
        Keys keys = KeysOf(user, address);
        DateTimeOffset now = time.GetUtcNow();
        lock (_gate)
        {
            _pairs.Remove(keys.Pair);
            _users.TakeBack(keys.User);
            if (keys.Address is { } at)
                _addresses.TakeBack(at);
            _proven.Add(keys.Pair, now);
        }
    }

    /// <summary>The password was not looked at: as if there had been no try.</summary>
    public void NoteUndecided(ReadOnlySpan<byte> user, IPAddress? address)
    {
        Keys keys = KeysOf(user, address);
        lock (_gate)
        {
            _pairs.TakeBack(keys.Pair);
            _users.TakeBack(keys.User);
            if (keys.Address is { } at)
                _addresses.TakeBack(at);
        }
    }

    private static TimeSpan Longest(params ReadOnlySpan<TimeSpan> waits)
    {
        TimeSpan longest = TimeSpan.Zero;
        foreach (TimeSpan wait in waits)
            longest = wait > longest ? wait : longest;
        return longest;
    }

    private Keys KeysOf(ReadOnlySpan<byte> user, IPAddress? address)
    {
        const int AddressBytes = 17;
        Span<byte> pair = stackalloc byte[HMACSHA256.HashSizeInBytes + AddressBytes];
        HMACSHA256.HashData(_key, user, pair);
        Span<byte> network = pair[HMACSHA256.HashSizeInBytes..];
        network.Clear();
        WriteNetwork(address, network);
        return new Keys(Hash(pair), BinaryPrimitives.ReadUInt128BigEndian(pair), address is null ? null : Hash(network));
    }

    private UInt128 Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, data, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void WriteNetwork(IPAddress? address, Span<byte> network)
    {
        if (address is null)
            return;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        bool isV4 = address.AddressFamily == AddressFamily.InterNetwork;
        network[0] = isV4 ? (byte)4 : (byte)6;
        address.TryWriteBytes(network[1..], out _);
        if (!isV4)
            network[9..].Clear();
    }

    private readonly record struct Keys(UInt128 Pair, UInt128 User, UInt128? Address);
}
