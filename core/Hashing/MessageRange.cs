namespace ImmuFunctions.Core.Hashing;

/// <summary>Where one message of a batch lies in the buffer all of them share.</summary>
/// <param name="Offset">Bytes before the message; zero or more.</param>
/// <param name="Length">Bytes in the message; zero or more.</param>
public readonly record struct MessageRange(int Offset, int Length);
