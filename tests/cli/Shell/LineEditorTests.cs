using ImmuFunctions.Cli.Shell;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Shell;

public sealed class LineEditorTests
{
    private static readonly string[] Commands = ["get", "getByIndex", "set", "status"];

    [Fact]
    public void Press_Letters_ComeBeforeTheCursor()
    {
        LineEditor editor = Editor();
        Type(editor, "gt key");
        Press(editor, ConsoleKey.Home);
        Press(editor, ConsoleKey.RightArrow);
        Type(editor, "e");

        Assert.Equal("get key", editor.Text);
        Assert.Equal(2, editor.Cursor);
    }

    [Fact]
    public void Press_BackspaceAndDelete_TakeWhatIsBesideTheCursor()
    {
        LineEditor editor = Editor();
        Type(editor, "abcd");
        Press(editor, ConsoleKey.Backspace);
        Press(editor, ConsoleKey.LeftArrow);
        Press(editor, ConsoleKey.LeftArrow);
        Press(editor, ConsoleKey.Delete);

        Assert.Equal("ac", editor.Text);
        Assert.Equal(1, editor.Cursor);
    }

    [Fact]
    public void Press_BeyondTheEnds_StaysThere()
    {
        LineEditor editor = Editor();
        Press(editor, ConsoleKey.Backspace);
        Press(editor, ConsoleKey.LeftArrow);
        Press(editor, ConsoleKey.Delete);
        Press(editor, ConsoleKey.RightArrow);
        Press(editor, ConsoleKey.DownArrow);
        Press(editor, ConsoleKey.UpArrow);

        Assert.Equal("", editor.Text);
        Assert.Equal(0, editor.Cursor);
    }

    [Fact]
    public void Press_Arrows_GoThroughHistoryAndBackToWhatWasTyped()
    {
        LineEditor editor = Editor("get a", "get b");
        Type(editor, "new");

        Press(editor, ConsoleKey.UpArrow);
        string newest = editor.Text;
        Press(editor, ConsoleKey.UpArrow);
        Press(editor, ConsoleKey.UpArrow);
        string oldest = editor.Text;
        Press(editor, ConsoleKey.DownArrow);
        Press(editor, ConsoleKey.DownArrow);

        Assert.Equal(("get b", "get a", "new"), (newest, oldest, editor.Text));
        Assert.Equal(3, editor.Cursor);
    }

    [Fact]
    public void Press_TabWithOneCandidate_CompletesItAndGoesOn()
    {
        LineEditor editor = Editor();
        Type(editor, "GETB");

        LineOutcome outcome = Press(editor, ConsoleKey.Tab);

        Assert.Equal(LineOutcome.Editing, outcome);
        Assert.Equal("getByIndex ", editor.Text);
    }

    [Fact]
    public void Press_TabWithSeveralCandidates_CompletesWhatTheyShareAndThenListsThem()
    {
        LineEditor editor = Editor();
        Type(editor, "g");

        LineOutcome first = Press(editor, ConsoleKey.Tab);
        string shared = editor.Text;
        LineOutcome second = Press(editor, ConsoleKey.Tab);

        Assert.Equal((LineOutcome.Editing, "get"), (first, shared));
        Assert.Equal(LineOutcome.Listing, second);
        Assert.Equal(["get", "getByIndex"], editor.Candidates);
        Assert.Equal("get", editor.Text);
    }

    [Fact]
    public void Press_ControlKeys_DoAsInOtherShells()
    {
        LineEditor editor = Editor();
        Type(editor, "set key value");
        Control(editor, ConsoleKey.W);
        string withoutWord = editor.Text;
        Control(editor, ConsoleKey.A);
        Control(editor, ConsoleKey.K);
        string withoutRest = editor.Text;

        Assert.Equal(("set key ", ""), (withoutWord, withoutRest));
        Assert.Equal(LineOutcome.Ended, Control(editor, ConsoleKey.D));
        Assert.Equal(LineOutcome.Cancelled, Control(editor, ConsoleKey.C));
        Assert.Equal(LineOutcome.Entered, Press(editor, ConsoleKey.Enter));
    }

    [Fact]
    public void Press_AnyKeysAtAll_KeepsTheCursorInTheLine()
    {
        var random = new Random(7);
        LineEditor editor = Editor("one", "two words");
        ConsoleKey[] keys = Enum.GetValues<ConsoleKey>();
        for (int round = 0; round < 20_000; round++)
        {
            var modifiers = random.Next(4) == 0 ? ConsoleModifiers.Control : 0;
            editor.Press(new ConsoleKeyInfo((char)random.Next(0, 128), keys[random.Next(keys.Length)], false, false, modifiers == ConsoleModifiers.Control));

            Assert.InRange(editor.Cursor, 0, editor.Text.Length);
        }
    }

    [Theory]
    [InlineData("get key", 7, 40, "\rimmu> get key\e[K\r\e[13C")]
    [InlineData("get key", 3, 40, "\rimmu> get key\e[K\r\e[9C")]
    [InlineData("0123456789abcdefghij", 20, 17, "\rimmu> abcdefghij\e[K\r\e[16C")]
    public void Draw_OfALine_ShowsThePartWithTheCursor(string text, int cursor, int width, string expected)
    {
        Assert.Equal(expected, LineScreen.Draw("immu> ", text, cursor, width));
    }

    private static LineEditor Editor(params string[] history) =>
        new(history, before => [.. Commands.Where(c => c.StartsWith(before, StringComparison.OrdinalIgnoreCase))]);

    private static void Type(LineEditor editor, string text)
    {
        foreach (char letter in text)
            editor.Press(new ConsoleKeyInfo(letter, ConsoleKey.None, false, false, false));
    }

    private static LineOutcome Press(LineEditor editor, ConsoleKey key) => editor.Press(new ConsoleKeyInfo('\0', key, false, false, false));

    private static LineOutcome Control(LineEditor editor, ConsoleKey key) => editor.Press(new ConsoleKeyInfo('\0', key, false, false, true));
}
