using ImmuFunctions.Bench.Hosting;

namespace ImmuFunctions.Bench.Rpc;

/// <summary>One kind of call that is measured.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Call">Makes one call; is told the session, the caller and a number that no other call of the run has.</param>
internal sealed record RpcOperation(string Name, Func<HostSession, int, long, Task> Call)
{
    /// <summary>Share of Health's rate at 256 callers that is aimed at; null for none.</summary>
    public double? TargetRatio { get; init; }

    /// <summary>Whether a host is asked at all; what is not a call is not compared to Health.</summary>
    public bool IsCall { get; init; } = true;
}
