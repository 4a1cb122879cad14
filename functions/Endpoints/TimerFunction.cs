using ImmuFunctions.Functions.Hosting;

namespace ImmuFunctions.Functions.Endpoints;

/// <summary>A function that the Functions host calls now and then.</summary>
/// <param name="Name">What it does; the host posts to the path of this name.</param>
/// <param name="Schedule">Six fields of NCRONTAB, in UTC: second, minute, hour, day, month, day of the week.</param>
/// <param name="RunAsync">Does the work, and says in lines for the log what it did. Harmless if called twice or late. Throws if it could not be done.</param>
internal sealed record TimerFunction(string Name, string Schedule, Func<Backend, CancellationToken, Task<IReadOnlyList<string>>> RunAsync);
