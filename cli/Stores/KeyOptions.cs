using System.CommandLine;
using ImmuFunctions.Cli.Commands;
using ImmuFunctions.Cli.Output;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Signing;

namespace ImmuFunctions.Cli.Stores;

/// <summary>The options that give the public key of a ledger.</summary>
internal sealed class KeyOptions
{
    private readonly Option<string?> _key = new("--key") { Description = "The ledger's public key as name+id+base64, or a file with it.", HelpName = "vkey" };
    private readonly Option<string?> _pem = new("--pem") { Description = "The ledger's public key: a file in PEM.", HelpName = "file" };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_key, _pem];

    /// <summary>The key given.</summary>
    /// <param name="run">The command.</param>
    /// <param name="origin">The name that a key in PEM stands for: that file holds none.</param>
    /// <returns>Null if none was given.</returns>
    /// <exception cref="FailureException">It is none, or two were given.</exception>
    public VerifierKey? Read(CommandRun run, string origin)
    {
        if (run.Value(_key) is not null && run.Value(_pem) is not null)
            throw FailureException.WrongUse("give --key or --pem, not both");
        return OfName(run) ?? (PointOf(run) is { } point ? new VerifierKey(origin, point.Span) : null);
    }

    /// <summary>The key with its name; null if none was given.</summary>
    /// <exception cref="FailureException">It is none.</exception>
    public VerifierKey? OfName(CommandRun run)
    {
        if (run.Value(_key) is not { } key)
            return null;
        string text = key.Contains('+', StringComparison.Ordinal) || !File.Exists(key) ? key : File.ReadAllText(key);
        return VerifierKey.TryParse(text.Trim()) ?? throw FailureException.WrongUse("--key is no public key of a ledger: name+id+base64 is expected");
    }

    /// <summary>The point of the key in PEM: 65 bytes; null if none was given.</summary>
    /// <exception cref="FailureException">It is none.</exception>
    public ReadOnlyMemory<byte>? PointOf(CommandRun run)
    {
        if (run.Value(_pem) is not { } file)
            return null;
        try
        {
            return P256PublicKey.FromPem(File.ReadAllText(file)) is [var only]
                ? only.Point.ToArray()
                : throw FailureException.WrongUse($"{file} holds several keys; one is expected");
        }
        catch (ArgumentException e)
        {
            throw FailureException.WrongUse($"{file}: {e.Message}");
        }
    }
}
