using ImmuFunctions.Protocol.Errors;

namespace ImmuFunctions.Cli.Output;

/// <summary>What may help against a failure that newcomers meet first.</summary>
internal static class Advice
{
    private static readonly string[] NotLoggedIn =
    [
        ImmuErrors.LoginFirst().Message,
        ImmuErrors.PleaseLogin().Message,
        ImmuErrors.Unauthenticated().Message,
        ImmuErrors.InvalidToken().Message,
        ImmuErrors.TokenExpired().Message,
    ];

    /// <summary>A line for people; null if there is nothing to say beyond the failure.</summary>
    public static string? For(Failure failure) => failure switch
    {
        _ when NotLoggedIn.Contains(failure.Message, StringComparer.Ordinal) => "'immu login immudb' logs in; an address with a user does it for one command: --server immu://user:password@host:3322/db",
        { Code: "UNAVAILABLE" } when failure.Message.StartsWith("Connection refused", StringComparison.Ordinal) => "'immu serve' starts a ledger here; --server says where another one is",
        _ => null,
    };
}
