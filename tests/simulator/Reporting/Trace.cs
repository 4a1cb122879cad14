using System.Globalization;
using ImmuFunctions.Simulator.Cloud;

namespace ImmuFunctions.Simulator.Reporting;

/// <summary>Everything that happens in a run, in order: as a hash always, as lines if somebody wants to read them.</summary>
/// <param name="lines">Where to write lines; null for nowhere.</param>
internal sealed class Trace(TextWriter? lines)
{
    private const ulong Prime = 0x100000001b3;

    private ulong _hash = 0xcbf29ce484222325;

    /// <summary>The same for the same events.</summary>
    public string Hash => _hash.ToString("x16", CultureInfo.InvariantCulture);

    public void Call(TimeSpan now, string process, StoreVerb verb, string name, long number, long detail, Fate fate)
    {
        Mix(now.Ticks);
        Mix(process);
        Mix(name);
        Mix(((long)verb << 32) | (long)fate);
        Mix(number);
        Mix(detail);
        lines?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds,10:f4} {process,-6} {number,6} {verb} {name} {detail}{(fate == Fate.Succeeds ? "" : $" ({fate})")}"));
    }

    public void Effect(TimeSpan now, string process, StoreVerb verb, string name, long number, string what)
    {
        Mix(now.Ticks);
        Mix(number);
        Mix(what);
        lines?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds,10:f4} {process,-6} {number,6}   {verb} {name} → {what}"));
    }

    /// <summary>Anything else: deaths, calls of clients, their results.</summary>
    public void Note(TimeSpan now, string who, string what)
    {
        Mix(now.Ticks);
        Mix(who);
        Mix(what);
        lines?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now.TotalSeconds,10:f4} {who,-6} {what}"));
    }

    private void Mix(string text)
    {
        foreach (char c in text)
            _hash = (_hash ^ c) * Prime;
        Mix(text.Length);
    }

    private void Mix(long value)
    {
        _hash = (_hash ^ (ulong)value) * Prime;
        _hash ^= _hash >> 29;
    }
}
