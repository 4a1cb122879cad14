using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Service.Hosting;

/// <summary>The end of a program: what it says when it fails, and its exit code.</summary>
public static class ProgramRun
{
    private const int WrongSettings = 2;

    /// <summary>Runs a program; what stops it is one line on the standard error output.</summary>
    /// <param name="run">The program; its result is the exit code.</param>
    /// <returns>The exit code, as in docs/errors.md.</returns>
    public static async Task<int> RunAsync(Func<Task<int>> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (SettingException e)
        {
            return await FailAsync(e, WrongSettings).ConfigureAwait(false);
        }
        catch (LedgerException e)
        {
            return await FailAsync(e, StatusMap.ToExitCode(LedgerFaults.CodeOf(e.Kind))).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            return await FailAsync(e, StatusMap.ToExitCode(StatusCode.Unavailable)).ConfigureAwait(false);
        }
    }

    private static async Task<int> FailAsync(Exception failure, int code)
    {
        await Console.Error.WriteLineAsync($"error: {failure.Message}").ConfigureAwait(false);
        return code;
    }
}
