using System.Diagnostics;

namespace ImmuFunctions.Bench.Measuring;

/// <summary>Times what a durable write costs at the least: append 4 KiB to a file and fsync it.</summary>
internal sealed class FsyncProbe(string path) : IDisposable
{
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
    private readonly byte[] _block = new byte[4096];
    private readonly List<TimeSpan> _times = [];
    private long _length;

    /// <summary>How many times were taken.</summary>
    public int Count => _times.Count;

    /// <summary>The middle time; at least one must have been taken.</summary>
    public TimeSpan Median => _times.Order().ElementAt(_times.Count / 2);

    /// <summary>Takes so many times, one after the other.</summary>
    public void Measure(int times)
    {
        for (var i = 0; i < times; i++)
        {
            var started = Stopwatch.GetTimestamp();
            RandomAccess.Write(_file, _block, _length);
            RandomAccess.FlushToDisk(_file);
            _times.Add(Stopwatch.GetElapsedTime(started));
            _length += _block.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
