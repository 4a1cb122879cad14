using Google.Protobuf;
using Google.Protobuf.Collections;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Service.Proofs;

/// <summary>Turns hashes into byte strings that share one buffer: a proof of thirty hashes makes one array, not thirty.</summary>
/// <param name="count">How many hashes there will be.</param>
internal struct HashBuffer(int count)
{
    private readonly byte[] _bytes = new byte[count * Hash.Size];
    private int _used;

    public ByteString Add(in Hash hash)
    {
        Memory<byte> place = _bytes.AsMemory(_used, Hash.Size);
        hash.CopyTo(place.Span);
        _used += Hash.Size;
        return UnsafeByteOperations.UnsafeWrap(place);
    }

    public void Add(ReadOnlySpan<Hash> hashes, RepeatedField<ByteString> destination)
    {
        destination.Capacity = hashes.Length;
        foreach (ref readonly Hash hash in hashes)
            destination.Add(Add(hash));
    }
}
