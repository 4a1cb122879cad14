namespace ImmuFunctions.Core.Hashing;

/// <summary>A way of computing many SHA-256 digests; all give the same digests.</summary>
public enum Sha256Path
{
    /// <summary>One message at a time; every machine has it.</summary>
    Plain,

    /// <summary>Eight messages at a time in 256-bit vectors.</summary>
    EightLanes,

    /// <summary>Sixteen messages at a time in 512-bit vectors.</summary>
    SixteenLanes,
}
