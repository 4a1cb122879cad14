using System.Buffers.Binary;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Client.Reading;

/// <summary>The newest version of each key that a client has seen. An answer to a later question may not be older.</summary>
/// <remarks>
/// A table of fixed places, made block by block as keys come: 3 MiB when it is full. A key is held as half of its SHA-256, in one of eight
/// places that the hash names; the key whose version was seen longest ago makes room. Thread-safe.
/// </remarks>
/// <param name="capacity">Keys held at most; a multiple of <see cref="Ways"/>.</param>
internal sealed class SeenVersions(int capacity = SeenVersions.DefaultCapacity)
{
    /// <summary>Keys held at most.</summary>
    public const int DefaultCapacity = 65_536;

    /// <summary>Places that a key may be in.</summary>
    public const int Ways = 8;

    private const int BlockSets = 64;

    // Each block is guarded by a lock on itself.
    private readonly Version[]?[] _blocks = new Version[]?[((capacity / Ways) + BlockSets - 1) / BlockSets];
    private readonly ulong _sets = (ulong)(capacity / Ways);
    private long _moment;

    /// <summary>Now. To be taken before a question is sent.</summary>
    public long Moment => Volatile.Read(ref _moment);

    /// <summary>A version was seen.</summary>
    public void Note(LedgerBytes key, ulong index)
    {
        UInt128 name = NameOf(key);
        Version[] block = BlockOf(name) ?? NewBlock(name);
        lock (block)
        {
            Span<Version> set = SetOf(block, name);
            int place = Find(set, name);
            if (place >= 0 && set[place].Index >= index)
                return;
            long now = Interlocked.Increment(ref _moment);
            Version before = place >= 0 ? set[place] : default;
            set[place >= 0 ? place : Oldest(set)] = new(name, index, now, before.Index, place >= 0 ? before.Since : long.MaxValue);
        }
    }

    /// <summary>The newest version that was seen at a moment; null for none.</summary>
    public ulong? At(LedgerBytes key, long moment)
    {
        UInt128 name = NameOf(key);
        if (BlockOf(name) is not { } block)
            return null;
        lock (block)
        {
            Span<Version> set = SetOf(block, name);
            int place = Find(set, name);
            if (place < 0)
                return null;
            Version version = set[place];
            if (version.Since <= moment)
                return version.Index;
            return version.EarlierSince <= moment ? version.EarlierIndex : null;
        }
    }

    // Whoever could find two keys of one name could make one look older than the other: so it is a hash that nobody can do that with.
    private static UInt128 NameOf(LedgerBytes key) => BinaryPrimitives.ReadUInt128LittleEndian(Hash.AsBytes([TreeHash.Leaf(key.Span)]));

    private static int Find(ReadOnlySpan<Version> set, UInt128 name)
    {
        for (int i = 0; i < set.Length; i++)
        {
            if (set[i].Since > 0 && set[i].Name == name)
                return i;
        }

        return -1;
    }

    private static int Oldest(ReadOnlySpan<Version> set)
    {
        int oldest = 0;
        for (int i = 1; i < set.Length; i++)
        {
            if (set[i].Since < set[oldest].Since)
                oldest = i;
        }

        return oldest;
    }

    private static Span<Version> SetOf(Version[] block, int set) => block.AsSpan(set % BlockSets * Ways, Ways);

    private Span<Version> SetOf(Version[] block, UInt128 name) => SetOf(block, SetNumber(name));

    private int SetNumber(UInt128 name) => (int)((ulong)name % _sets);

    private Version[]? BlockOf(UInt128 name) => Volatile.Read(ref _blocks[SetNumber(name) / BlockSets]);

    private Version[] NewBlock(UInt128 name)
    {
        ref Version[]? block = ref _blocks[SetNumber(name) / BlockSets];
        Interlocked.CompareExchange(ref block, new Version[BlockSets * Ways], null);
        return block;
    }

    // Moments begin at 1: a place with none is free. The one before is enough for questions that are under way while a newer one is seen; of several newer ones the oldest question notices less.
    private readonly record struct Version(UInt128 Name, ulong Index, long Since, ulong EarlierIndex, long EarlierSince);
}
