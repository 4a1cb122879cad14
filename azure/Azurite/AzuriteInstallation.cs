using System.Diagnostics;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Azure.Azurite;

/// <summary>Finds Node.js and Azurite's script, which npm fetches if it is not installed.</summary>
internal sealed class AzuriteInstallation
{
    /// <summary>The version that is fetched, and that is known to do.</summary>
    public const string Version = "3.37.0";

    private const string Script = "node_modules/azurite/dist/src/blob/main.js";
    private static readonly TimeSpan FetchTimeout = TimeSpan.FromMinutes(5);

    private readonly AzuriteOptions _options;
    private readonly string _searchPath;

    public AzuriteInstallation(AzuriteOptions options)
    {
        _options = options;
        _searchPath = options.SearchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "";
    }

    /// <summary>Node and the script to run with it.</summary>
    /// <exception cref="LedgerException">Unavailable: one of them is missing; the message says what to install.</exception>
    public async Task<(string Node, string Script)> FindAsync(CancellationToken cancellationToken)
    {
        string node = Find("node");
        return (node, FindInstalled() ?? await FetchAsync(cancellationToken).ConfigureAwait(false));
    }

    private string? FindInstalled()
    {
        string[] starts = _options.StartFolder is { } start ? [start] : [Environment.CurrentDirectory, AppContext.BaseDirectory];
        foreach (string from in starts)
        {
            for (DirectoryInfo? folder = new(from); folder is not null; folder = folder.Parent)
            {
                string script = Path.Combine(folder.FullName, Script);
                if (File.Exists(script))
                    return script;
            }
        }

        return null;
    }

    // npx keeps what it has fetched: the next start finds it there.
    private async Task<string> FetchAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find("npx"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "--yes", "--package", $"azurite@{Version}", "--", OperatingSystem.IsWindows() ? "where" : "which", "azurite-blob" },
        };
        using Process npx = Process.Start(start)!;
        npx.StandardInput.Close();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(FetchTimeout);
        try
        {
            Task<string> output = npx.StandardOutput.ReadToEndAsync(timeout.Token);
            string errors = await npx.StandardError.ReadToEndAsync(timeout.Token).ConfigureAwait(false);
            string[] lines = (await output.ConfigureAwait(false)).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            await npx.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
            return lines.Length > 0 && ScriptOf(lines[^1]) is { } script
                ? script
                : throw Failed($"npx could not fetch azurite@{Version} (exit code {npx.ExitCode}): {errors.Trim()}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"npx did not fetch azurite@{Version} within {FetchTimeout.TotalMinutes} minutes");
        }
        finally
        {
            if (!npx.HasExited)
                npx.Kill(entireProcessTree: true);
        }
    }

    // …/node_modules/.bin/azurite-blob is a link to the script, or on Windows a batch file beside it.
    private static string? ScriptOf(string program)
    {
        string script = Path.Combine(Path.GetDirectoryName(program) ?? "", "..", "..", Script);
        return File.Exists(script) ? Path.GetFullPath(script) : null;
    }

    private string Find(string program) =>
        new Executables(_searchPath).Find(program)
        ?? throw Failed($"{program} is not on the PATH. Azurite needs Node.js 18 or newer with npm: install it, or use an Azure storage account or a folder instead");

    private static LedgerException Failed(string message) => new(LedgerErrorKind.Unavailable, message);
}
