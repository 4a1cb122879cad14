using System.Diagnostics;

namespace ImmuFunctions.Azure.Azurite;

/// <summary>Reads what a process prints, so that it never waits for a reader, and keeps the last lines.</summary>
internal sealed class ProcessOutput
{
    private const int MostLines = 40;

    private readonly Lock _gate = new();
    private readonly string _awaited;
    private readonly TaskCompletionSource<string?> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Guarded by _gate.
    private readonly Queue<string> _lines = new();

    /// <param name="process">Its output and error streams are redirected.</param>
    /// <param name="awaited">What the line of <see cref="Awaited"/> contains.</param>
    public ProcessOutput(Process process, string awaited)
    {
        _awaited = awaited;
        process.OutputDataReceived += (_, line) => Take(line.Data, isOutput: true);
        process.ErrorDataReceived += (_, line) => Take(line.Data, isOutput: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The first line of its output that contains what is awaited, or null if the output ends before.</summary>
    public Task<string?> Awaited => _found.Task;

    public override string ToString()
    {
        lock (_gate)
            return string.Join('\n', _lines);
    }

    private void Take(string? line, bool isOutput)
    {
        if (line is null)
        {
            if (isOutput)
                _found.TrySetResult(null);
            return;
        }

        lock (_gate)
        {
            if (_lines.Count == MostLines)
                _lines.Dequeue();
            _lines.Enqueue(line);
        }

        if (isOutput && line.Contains(_awaited, StringComparison.Ordinal))
            _found.TrySetResult(line);
    }
}
