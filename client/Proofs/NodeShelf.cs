using ImmuFunctions.Core.Hashing;
using ImmuFunctions.Core.Merkle;

namespace ImmuFunctions.Client.Proofs;

/// <summary>Hashes by place in one tree. Any number of threads may read and write: for one place all write the same.</summary>
/// <remarks>A hash read while it is written is part old, part new. It then equals no hash that was computed, and counts as not there.</remarks>
internal sealed class NodeShelf
{
    private const int BlockBits = 8;

    private readonly int _lowest;

    // By level above _lowest, then by block of 256 nodes. A hash of zeros is none.
    private readonly Hash[]?[][] _levels;

    /// <param name="size">Leaves of the tree.</param>
    /// <param name="lowest">The lowest level kept.</param>
    /// <param name="levels">How many are kept.</param>
    public NodeShelf(ulong size, int lowest, int levels)
    {
        _lowest = lowest;
        _levels = new Hash[]?[levels][];
        for (int i = 0; i < levels; i++)
            _levels[i] = new Hash[]?[((size - 1) >> (lowest + i) >> BlockBits) + 1];
    }

    public bool Has(NodeId place, in Hash hash) =>
        Block(place) is { } block && block[(int)(place.Index & ((1 << BlockBits) - 1))] == hash && hash != default;

    public void Put(NodeId place, in Hash hash)
    {
        if (place.Level < _lowest)
            return;
        Hash[]?[] blocks = _levels[place.Level - _lowest];
        ref Hash[]? block = ref blocks[place.Index >> BlockBits];
        if (block is null)
            Interlocked.CompareExchange(ref block, new Hash[1 << BlockBits], null);
        block[(int)(place.Index & ((1 << BlockBits) - 1))] = hash;
    }

    private Hash[]? Block(NodeId place) => place.Level < _lowest ? null : Volatile.Read(ref _levels[place.Level - _lowest][place.Index >> BlockBits]);
}
