using Microsoft.Win32.SafeHandles;

namespace ImmuFunctions.Cli;

/// <summary>An output whose reader may have gone, as 'head' goes when it has enough: that is noticed, and not written to in vain.</summary>
/// <param name="inner">Where to.</param>
/// <remarks>The console's own stream says nothing when its reader is gone: an audit that nobody sees the end of would look like one that passed.</remarks>
internal sealed class PipedOutput(Stream inner) : Stream
{
    private const int StandardOutput = 1;

    /// <summary>Whether a write has failed.</summary>
    public bool IsClosed { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The standard output of this process: the console's own stream where it is a file, or the system has other consoles.</summary>
    public static Stream OfThisProcess()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();
        try
        {
            var pipe = new FileStream(new SafeFileHandle(StandardOutput, ownsHandle: false), FileAccess.Write, bufferSize: 0);

            // A file's place is shared with the programs that write before and after this one; FileStream keeps one of its own.
            return pipe.CanSeek ? Console.OpenStandardOutput() : new PipedOutput(pipe);
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // No output at all.
            return Console.OpenStandardOutput();
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            inner.Write(buffer);
        }
        catch (IOException)
        {
            IsClosed = true;
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
