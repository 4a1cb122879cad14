using System.Buffers;

namespace ImmuFunctions.Core.Index;

/// <summary>Writes a run: rows in order go in, the blob's bytes come out.</summary>
/// <remarks>The bytes are a function of the rows and the range alone.</remarks>
public sealed class RunWriter
{
    /// <param name="from">Index of the first entry covered.</param>
    /// <param name="to">One past the index of the last.</param>
    /// <param name="slices">Slices of the log covered.</param>
    /// <param name="output">Receives the bytes, a page at a time; the caller may drain it between two calls.</param>
    public RunWriter(ulong from, ulong to, int slices, IBufferWriter<byte> output) => throw new NotImplementedException();

    /// <summary>Adds the next row.</summary>
    /// <exception cref="ArgumentException">It is not above the row before it.</exception>
    public void Add(ReadOnlySpan<byte> row) => throw new NotImplementedException();

    /// <summary>Writes what is left and the footer.</summary>
    public RunInfo Finish() => throw new NotImplementedException();
}
