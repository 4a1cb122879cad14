namespace ImmuFunctions.Bench.Measuring;

/// <summary>What a durable write costs at the least: append 4 KiB to a file and fsync it. For one caller at a time.</summary>
internal sealed class FsyncProbe(string path) : IDisposable
{
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
    private readonly byte[] _block = new byte[4096];
    private long _length;

    /// <summary>Appends and waits until it is on the disk.</summary>
    public void Append()
    {
        RandomAccess.Write(_file, _block, _length);
        RandomAccess.FlushToDisk(_file);
        _length += _block.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
