using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>What is logged about an Azure store; never a key or a signature.</summary>
internal static partial class AzureLog
{
    [LoggerMessage(701, LogLevel.Information, "The log lies in {Container}, all else in {StateContainer} (by {Credential})")]
    public static partial void Opened(ILogger log, string container, string stateContainer, string credential);

    [LoggerMessage(702, LogLevel.Information, "Made the container {Container}")]
    public static partial void MadeContainer(ILogger log, string container);

    [LoggerMessage(703, LogLevel.Warning, "Whether {Bytes} bytes were appended to {Name} at {Position} is not known: {Fault}")]
    public static partial void AppendUnknown(ILogger log, string name, long position, int bytes, string fault);

    [LoggerMessage(704, LogLevel.Warning, "Reading {Name} again from {Offset} on: {Reason}")]
    public static partial void ReadAgain(ILogger log, string name, long offset, string reason);
}
