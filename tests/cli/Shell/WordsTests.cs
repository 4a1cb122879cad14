using ImmuFunctions.Cli.Shell;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Shell;

public sealed class WordsTests
{
    public static TheoryData<string, string[]> Lines => new()
    {
        { "", [] },
        { "  get  key ", ["get", "key"] },
        { "set \"a key\" 'a \"value\"'", ["set", "a key", "a \"value\""] },
        { "set k \"say \\\"hi\\\"\"", ["set", "k", "say \"hi\""] },
        { "set a\\ key ''", ["set", "a key", ""] },
        { "set k 'back\\slash'", ["set", "k", "back\\slash"] },
        { "pre\"quo ted\"post", ["prequo tedpost"] },
        { "tab\there", ["tab", "here"] },
    };

    [Theory, MemberData(nameof(Lines))]
    public void Split_OfALine_GivesItsWords(string line, string[] expected)
    {
        Assert.Equal(expected, Words.Split(line));
    }

    [Theory, InlineData("get 'x"), InlineData("get \"x"), InlineData("\"\\\"")]
    public void Split_OfAQuoteThatDoesNotEnd_IsNull(string line)
    {
        Assert.Null(Words.Split(line));
    }

    [Fact]
    public void Split_OfQuotedWords_GivesThemBack()
    {
        var random = new Random(5);
        for (int round = 0; round < 5_000; round++)
        {
            string[] words = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Word(random))];

            Assert.Equal(words, Words.Split(string.Join(' ', words.Select(Words.Quote))));
        }
    }

    [Fact]
    public void Split_OfRandomText_NeverThrows()
    {
        var random = new Random(6);
        for (int round = 0; round < 10_000; round++)
            _ = Words.Split(Word(random));
    }

    private static string Word(Random random) => string.Concat(Enumerable.Range(0, random.Next(0, 8)).Select(_ => "ab \t'\"\\ü"[random.Next(8)]));
}
