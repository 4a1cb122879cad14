using System.Text;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Errors;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Hosting;
using ImmuFunctions.Service.Rpc;

namespace ImmuFunctions.Cli.Output;

/// <summary>What exceptions mean to whoever gave the command.</summary>
internal static class Failures
{
    /// <summary>The failure that <paramref name="exception"/> stands for; null for a fault of the program itself.</summary>
    public static Failure? Of(Exception exception) => exception switch
    {
        FailureException own => own.Failure,
        TamperedException tampered => Of(tampered.Code, tampered.Message) with
        {
            Check = tampered.Check.ToString(),
            Expected = tampered.Expected,
            Found = tampered.Found,
            Index = tampered.Index,
        },
        LedgerClientException client => Of(client.Code, client.Message),
        RpcException rpc => Of(rpc.Code, rpc.Message),
        LedgerException ledger => Of(LedgerFaults.CodeOf(ledger.Kind), ledger.Message),
        SettingException setting => Of(StatusCode.InvalidArgument, setting.Message),
        TrustedRootsException roots => Of(StatusCode.Unavailable, roots.Message),
        IOException or UnauthorizedAccessException => Of(StatusCode.Unavailable, exception.Message),
        OperationCanceledException => Of(StatusCode.Cancelled, "stopped"),
        _ => null,
    };

    /// <summary>A failure with the code and text of an answer.</summary>
    public static Failure Of(StatusCode code, string message) => new(NameOf(code), message, StatusMap.ToExitCode(code));

    private static string NameOf(StatusCode code)
    {
        var name = new StringBuilder();
        foreach (char letter in code.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
                name.Append('_');
            name.Append(char.ToUpperInvariant(letter));
        }

        return name.ToString();
    }
}
