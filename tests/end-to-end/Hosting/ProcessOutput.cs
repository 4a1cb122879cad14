using System.Diagnostics;
using System.Text;

namespace ImmuFunctions.EndToEnd.Tests.Hosting;

/// <summary>Collects what a process prints on both streams, in the order the lines arrive.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly StringBuilder _text = new();

    /// <summary>Starts reading; <paramref name="process"/> is started already, with both streams redirected.</summary>
    public ProcessOutput(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
            return _text.ToString();
    }

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
            _text.AppendLine(line);
    }
}
