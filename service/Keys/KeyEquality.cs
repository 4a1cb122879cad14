namespace ImmuFunctions.Service.Keys;

/// <summary>Compares keys by content, with a hash that differs from process to process so that nobody can prepare collisions.</summary>
internal sealed class KeyEquality : IEqualityComparer<ReadOnlyMemory<byte>>
{
    public static readonly KeyEquality Instance = new();

    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode(ReadOnlyMemory<byte> key)
    {
        var hash = new HashCode();
        hash.AddBytes(key.Span);
        return hash.ToHashCode();
    }
}
