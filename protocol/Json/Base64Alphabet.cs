namespace ImmuFunctions.Protocol.Json;

/// <summary>Which characters stand for 62 and 63.</summary>
public enum Base64Alphabet
{
    /// <summary><c>+</c> and <c>/</c>: in bodies.</summary>
    Standard,

    /// <summary><c>-</c> and <c>_</c>: in paths.</summary>
    UrlSafe,
}
