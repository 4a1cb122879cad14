using System.CommandLine;

namespace ImmuFunctions.Cli.Commands;

/// <summary>Arguments and options that several commands have; made anew for each.</summary>
internal static class CommandOptions
{
    public static Argument<string> Key(string name = "key") => new(name) { Description = "A key: text, hex:…, base64:…, @file or - for the standard input." };

    public static Argument<string> Bytes(string name, string description) => new(name) { Description = description + ": text, hex:…, base64:…, @file or -." };

    public static Argument<ulong> Index() => new("index") { Description = "Place in the log; the first entry's is 0." };

    public static Option<bool> Unverified() => new("--unverified") { Description = "Take the ledger's word for it; faster." };

    public static Option<int> Limit() => new("--limit", "-n")
    {
        Description = "Most results; 0 for all.",
        HelpName = "number",
        Validators = { result => { if (result.Tokens.Count > 0 && !result.Errors.Any() && int.TryParse(result.Tokens[0].Value, out int limit) && limit < 0) result.AddError("--limit is at least 0"); } },
    };

    public static Option<bool> Reverse(string description) => new("--reverse", "-r") { Description = description };

    public static Option<ulong?> Version() => new("--index") { Description = "The version of the key at this place in the log. [default: the newest, also later]", HelpName = "index" };
}
