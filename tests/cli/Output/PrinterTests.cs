using ImmuFunctions.Cli.Output;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Output;

public sealed class PrinterTests
{
    private static readonly Field[] Result =
    [
        Field.Of("index", 7UL),
        Field.Of("key", "greeting"u8.ToArray()),
        Field.Of("value", new byte[] { 0xff, 0x00 }),
        Field.Of("log bytes", 12L),
        Field.Of("score", 1.5),
        Field.Of("time", (DateTimeOffset?)null),
        Field.Of("verified", true),
    ];

    [Fact]
    public void Write_Plain_HasALineForEachFieldThatIsKnown()
    {
        Assert.Equal(
            """
            index:      7
            key:        greeting
            value:      base64:/wA=
            log bytes:  12
            score:      1.5
            verified:   true

            """,
            Written(OutputFormat.Plain, printer => printer.Write(Result)));
    }

    [Fact]
    public void Write_PlainTwice_HasAnEmptyLineBetween()
    {
        string written = Written(OutputFormat.Plain, printer =>
        {
            printer.Write(Field.Of("a", 1UL));
            printer.Write(Field.Of("a", 2UL));
        });

        Assert.Equal("a:          1\n\na:          2\n", written);
    }

    [Fact]
    public void Write_Json_IsOneObjectInALine()
    {
        Assert.Equal(
            """{"index":7,"key":"greeting","value":{"base64":"/wA="},"logBytes":12,"score":1.5,"time":null,"verified":true}""" + "\n",
            Written(OutputFormat.Json, printer => printer.Write(Result)));
    }

    [Fact]
    public void Write_Table_HasNamesAndValues()
    {
        string[] lines = Written(OutputFormat.Table, printer => printer.Write(Field.Of("index", 7UL), Field.Of("verified", true))).Split('\n');

        Assert.Equal(["index      7", "verified   true", ""], lines.Select(line => line.TrimEnd()));
    }

    [Fact]
    public void WriteAll_Table_HasARowForEachResultAndNoHash()
    {
        string written = Written(OutputFormat.Table, printer => printer.WriteAll(
        [
            [Field.Of("index", 1UL), Field.Of("value", "a"u8.ToArray()), Field.Of("hash", "00ff")],
            [Field.Of("index", 20UL), Field.Of("value", "b\e[31m"u8.ToArray()), Field.Of("hash", "00ff")],
        ]));

        Assert.Equal(
            """
            ╭───────┬─────────────╮
            │ index │ value       │
            ├───────┼─────────────┤
            │     1 │ a           │
            │    20 │ b\u001b[31m │
            ╰───────┴─────────────╯

            """,
            written);
    }

    [Fact]
    public void Write_ValuesOnly_IsTheBytesAndALineBreak()
    {
        using var terminal = new TestTerminal();

        new Printer(terminal.Terminal(), OutputFormat.Json, valuesOnly: true).Write(Result);

        Assert.Equal([0xff, 0x00, (byte)'\n'], terminal.OutputBytes);
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("\e[2Jgone", "\\u001b[2Jgone")]
    [InlineData("a\nb\tc\rd", "a\\nb\\tc\\rd")]
    [InlineData("\u202Eright to left", "\\u202eright to left")]
    [InlineData("\u009b31m", "\\u009b31m")]
    [InlineData("a\u200fb\u061cc\u2028d", "a\\u200fb\\u061cc\\u2028d")]
    [InlineData("ключ 值 🎉 👨‍👩‍👧", "ключ 值 🎉 👨‍👩‍👧")]
    public void Safe_OfWhatATerminalWouldObey_WritesItOut(string text, string expected)
    {
        Assert.Equal(expected, Screen.Safe(text));
    }

    // The tool's JSON goes to terminals, too.
    [Theory, InlineData("\e[2J"), InlineData("\u009b31m"), InlineData("\u202e"), InlineData("\u2028"), InlineData("a\nb\0")]
    public void Write_JsonOfWhatATerminalWouldObey_WritesItOut(string text)
    {
        string written = Written(OutputFormat.Json, printer => printer.Write(Field.Of("value", System.Text.Encoding.UTF8.GetBytes(text)), Field.Of("text", text)));

        Assert.Equal(written[..^1], Screen.Safe(written[..^1]));
        Assert.Equal(text, System.Text.Json.JsonDocument.Parse(written).RootElement.GetProperty("value").GetString());
    }

    [Fact]
    public void Write_NumbersThatJsonDoesNotHave_AreText()
    {
        Assert.Equal("{\"score\":\"Infinity\"}\n", Written(OutputFormat.Json, printer => printer.Write(Field.Of("score", double.PositiveInfinity))));
    }

    private static string Written(OutputFormat format, Action<Printer> write)
    {
        using var terminal = new TestTerminal();
        write(new Printer(terminal.Terminal(), format, valuesOnly: false));
        return terminal.Output;
    }
}
