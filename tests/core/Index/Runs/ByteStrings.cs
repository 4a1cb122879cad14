namespace ImmuFunctions.Core.Tests.Index.Runs;

/// <summary>Byte strings compared by content.</summary>
internal sealed class ByteStrings : IEqualityComparer<byte[]>
{
    public static ByteStrings Equality { get; } = new();

    public bool Equals(byte[]? x, byte[]? y) => x is null || y is null ? x is null && y is null : x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] bytes) => bytes.Length;
}
