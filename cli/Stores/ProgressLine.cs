using System.Globalization;

namespace ImmuFunctions.Cli.Stores;

/// <summary>A bar on the error output with rate and time left, redrawn in its place; nothing where nobody looks.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="what">What is counted: <c>entries</c>, <c>rows</c>.</param>
internal sealed class ProgressLine(Terminal terminal, string what) : IDisposable
{
    private const int Cells = 24;

    private static readonly TimeSpan BetweenDrawings = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly long _began = terminal.Time.GetTimestamp();

    // Guarded by _gate.
    private TimeSpan _drawn = -BetweenDrawings;
    private bool _isShown;

    /// <summary>Tells how far it is. May be called as often as one likes.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="count">So many of what is counted are done.</param>
    /// <param name="share">The part of all that is done, 0 to 1; null if it is not known.</param>
    public void Tell(string title, ulong count, double? share)
    {
        if (!terminal.IsErrorTerminal)
            return;
        TimeSpan now = terminal.Time.GetElapsedTime(_began);
        lock (_gate)
        {
            if (now - _drawn < BetweenDrawings)
                return;
            _drawn = now;
            _isShown = true;
            string line = LineOf(title, what, count, share, now);
            terminal.Error.Write("\r\e[K" + (line.Length < terminal.Width() ? line : line[..(terminal.Width() - 1)]));
            terminal.Error.Flush();
        }
    }

    /// <summary>Takes the bar away.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isShown)
                return;
            _isShown = false;
            terminal.Error.Write("\r\e[K");
            terminal.Error.Flush();
        }
    }

    /// <summary>The line.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="what">What is counted.</param>
    /// <param name="count">How many are done.</param>
    /// <param name="share">The part of all.</param>
    /// <param name="elapsed">Since the beginning.</param>
    internal static string LineOf(string title, string what, ulong count, double? share, TimeSpan elapsed)
    {
        double rate = elapsed > TimeSpan.Zero ? count / elapsed.TotalSeconds : 0;
        string counted = string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}, {rate:N0}/s");
        if (share is not { } part)
            return $"{title}  {counted}";
        part = Math.Clamp(part, 0, 1);
        int full = (int)(part * Cells);
        string left = part > 0 && elapsed > TimeSpan.Zero ? ", " + LeftOf(elapsed * ((1 - part) / part)) + " left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{title}  {new string('█', full)}{new string('░', Cells - full)} {(int)(100 * part),3} %  {counted}{left}");
    }

    private static string LeftOf(TimeSpan left) => left.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{left.Minutes}:{left.Seconds:00}");
}
