using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Commands;

/// <summary>Keys and values as they are typed.</summary>
internal static class GivenBytes
{
    /// <summary>Reads what was typed.</summary>
    /// <param name="text">Text, <c>hex:…</c>, <c>base64:…</c>, <c>@file</c>, <c>-</c> for the standard input, <c>text:…</c> for what looks like one of these.</param>
    /// <param name="host">Has the standard input.</param>
    /// <exception cref="FailureException">It is none of these.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LedgerBytes Read(string text, CommandHost host)
    {
        if (text == "-")
            return StandardInput(host);
        if (text.StartsWith('@'))
            return File.ReadAllBytes(text[1..]);
        return Parse(text) ?? throw FailureException.WrongUse($"'{text}' is not what its beginning says: hex: goes on in hexadecimal digits, base64: in base64");
    }

    /// <summary>Reads what needs neither file nor input.</summary>
    /// <returns>Null if <c>hex:</c> or <c>base64:</c> do not go on as they should.</returns>
    public static LedgerBytes? Parse(string text)
    {
        try
        {
            return text switch
            {
                _ when text.StartsWith("text:", StringComparison.Ordinal) => LedgerBytes.FromString(text["text:".Length..]),
                _ when text.StartsWith("hex:", StringComparison.Ordinal) => Convert.FromHexString(text.AsSpan("hex:".Length)),
                _ when text.StartsWith("base64:", StringComparison.Ordinal) => Convert.FromBase64String(text["base64:".Length..]),
                _ => LedgerBytes.FromString(text),
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static LedgerBytes StandardInput(CommandHost host)
    {
        if (host.Shell is not null)
            throw FailureException.WrongUse("in the shell the standard input is the shell's own: name a file with @ instead of -");
        using var bytes = new MemoryStream();
        host.Terminal.Input.CopyTo(bytes);
        return bytes.ToArray();
    }
}
