namespace ImmuFunctions.Client.Trust;

/// <summary>The roots remembered cannot be read or written. Nothing may be trusted instead; the message names the file.</summary>
public sealed class TrustedRootsException(string message, Exception? inner = null) : Exception(message, inner);
