namespace ImmuFunctions.Functions.Timers;

/// <summary>What is logged about timers.</summary>
internal static partial class TimerLog
{
    [LoggerMessage(21, LogLevel.Information, "Timer {Name}: {Lines}")]
    public static partial void Done(ILogger log, string name, string lines);

    [LoggerMessage(22, LogLevel.Error, "Timer {Name} failed: {Lines}")]
    public static partial void Failed(ILogger log, string name, string lines, Exception e);
}
