namespace ImmuFunctions.Bench.Hashing;

/// <summary>A way to compute the same digests as the others of its group.</summary>
/// <param name="Group">What is hashed.</param>
/// <param name="Name">How.</param>
/// <param name="Target">Speed aimed at, as a multiple of the group's first; null for none.</param>
/// <param name="Run">Computes them all once.</param>
internal sealed record HashMethod(string Group, string Name, double? Target, Action Run);
