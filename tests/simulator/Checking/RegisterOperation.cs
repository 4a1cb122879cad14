namespace ImmuFunctions.Simulator.Checking;

/// <summary>A write to, or a read of, one key.</summary>
/// <param name="IsWrite">Whether it wrote.</param>
/// <param name="Value">What was written or read; null: nothing was there.</param>
/// <param name="Invoked">When it began.</param>
/// <param name="Ended">When it had happened at the latest.</param>
internal readonly record struct RegisterOperation(bool IsWrite, string? Value, long Invoked, long Ended);
