namespace ImmuFunctions.Bench;

/// <summary>A benchmark cannot go on: something it needs is missing, or an answer was wrong.</summary>
internal sealed class BenchmarkException(string message) : Exception(message);
