using System.Text;

namespace ImmuFunctions.Cli.Tests;

/// <summary>A terminal of a test's own: what is typed is given beforehand, what is written is kept.</summary>
internal sealed class TestTerminal : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly StringWriter _error = new() { NewLine = "\n" };
    private readonly Queue<ConsoleKeyInfo> _keys = new();

    public TestTerminal() => Variables["IMMU_ROOTS"] = Home["roots"];

    /// <summary>What is read from the standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>Whether somebody looks and types.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>A folder of the test's own.</summary>
    public TemporaryFolder Home { get; } = new();

    /// <summary>Its environment. Roots are remembered in <see cref="Home"/>: another test's server may have had the same port.</summary>
    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>What there is of the disk; null for what there really is.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>Paths that this user may not use so: the superuser, who runs tests, may use all.</summary>
    public Func<string, FileAccess, bool> IsForbidden { get; set; } = (_, _) => false;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Everything written to the standard output, as text.</summary>
    public string Output => Encoding.UTF8.GetString(_output.ToArray());

    public byte[] OutputBytes => _output.ToArray();

    public string Error => _error.ToString();

    /// <summary>Runs one command.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> RunAsync(params string[] arguments) => ImmuProgram.RunAsync(arguments, Terminal(), Xunit.TestContext.Current.CancellationToken);

    /// <summary>Presses a key, once it is asked for.</summary>
    public void Press(params ConsoleKeyInfo[] keys) => Array.ForEach(keys, _keys.Enqueue);

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        _output.SetLength(0);
        _error.GetStringBuilder().Clear();
    }

    public Terminal Terminal()
    {
        Terminal terminal = Plain();
        Func<string, FileAccess, bool> allowed = terminal.MayAccess;
        return terminal with
        {
            FreeBytes = FreeBytes is { } bytes ? _ => bytes : terminal.FreeBytes,
            MayAccess = (path, access) => !IsForbidden(path, access) && allowed(path, access),
        };
    }

    public void Dispose() => Home.Dispose();

    private Terminal Plain() => new()
    {
        Output = _output,
        Error = _error,
        Input = new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        IsOutputTerminal = IsTerminal,
        IsErrorTerminal = IsTerminal,
        IsInputTerminal = IsTerminal,
        Variable = name => Variables.GetValueOrDefault(name),
        Home = Home.Path,
        ReadKey = () => _keys.TryDequeue(out ConsoleKeyInfo key) ? key : null,
        Width = () => 100,
        Time = Time,
    };
}
