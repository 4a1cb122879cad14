namespace ImmuFunctions.LocalHost;

/// <summary>What the host logs about itself.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "Opening the ledger in {Place}")]
    public static partial void Opening(ILogger log, string place);

    [LoggerMessage(2, LogLevel.Information, "Ready: {Entries} entries in {Place}. Connect an immudb 0.8 client to {Endpoint}{Transport}; {Login}")]
    public static partial void Ready(ILogger log, ulong entries, string place, string endpoint, string transport, string login);

    [LoggerMessage(3, LogLevel.Information, "Stopping: answering the calls that are under way")]
    public static partial void Stopping(ILogger log);

    [LoggerMessage(4, LogLevel.Information, "Stopped; everything acknowledged is in {Place}")]
    public static partial void Stopped(ILogger log, string place);

    [LoggerMessage(5, LogLevel.Warning, "The user immudb has the default password; set another with --admin-password before anyone else can reach this port")]
    public static partial void DefaultPassword(ILogger log);

    [LoggerMessage(6, LogLevel.Warning, "The ledger is in memory only: it ends with this process")]
    public static partial void InMemory(ILogger log);
}
