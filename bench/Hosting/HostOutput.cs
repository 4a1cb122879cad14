using System.Collections.Concurrent;
using System.Diagnostics;

namespace ImmuFunctions.Bench.Hosting;

/// <summary>Keeps what a process prints, so that its pipes never fill up and its last words can be shown.</summary>
internal sealed class HostOutput
{
    private const int MaxLines = 200;

    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Starts reading; both streams of <paramref name="process"/> are redirected.</summary>
    public HostOutput(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The last lines.</summary>
    public override string ToString() => string.Join('\n', _lines);

    private void Add(string? line)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        while (_lines.Count > MaxLines)
            _lines.TryDequeue(out _);
    }
}
