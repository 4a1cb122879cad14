namespace ImmuFunctions.Cli.Stores.Demo;

/// <summary>Tells what the demo does, in colours where they may be.</summary>
/// <param name="terminal">Where to.</param>
internal sealed class Story(Terminal terminal) : IDisposable
{
    private const string Bold = "\e[1m";
    private const string Grey = "\e[90m";
    private const string Green = "\e[32m";
    private const string Red = "\e[31m";
    private const string Reset = "\e[0m";

    private readonly StreamWriter _writer = new(terminal.Output, new System.Text.UTF8Encoding(false), leaveOpen: true) { NewLine = "\n", AutoFlush = true };
    private int _steps;

    /// <summary>Begins a step.</summary>
    public void Step(string title) => _writer.WriteLine($"\n{In(Bold, $"{++_steps}. {title}")}");

    /// <summary>Says what is meant.</summary>
    public void Say(string text) => _writer.WriteLine($"   {text}");

    /// <summary>Shows a value.</summary>
    public void Show(string name, string value) => _writer.WriteLine($"   {In(Grey, $"{name,-10}")} {Output.Screen.Safe(value)}");

    /// <summary>Says that something is as it should be.</summary>
    public void Good(string text) => _writer.WriteLine($"   {In(Green, "✓")} {text}");

    /// <summary>Says what was caught.</summary>
    public void Caught(string text) => _writer.WriteLine($"   {In(Red, "✗")} {Output.Screen.Safe(text)}");

    /// <summary>An empty line and a heading.</summary>
    public void Heading(string text) => _writer.WriteLine($"\n{In(Bold, text)}");

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private string In(string colour, string text) => terminal.HasColour ? colour + text + Reset : text;
}
