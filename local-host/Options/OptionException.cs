namespace ImmuFunctions.LocalHost.Options;

/// <summary>A setting is not what it should be; the message names it and where it was set.</summary>
internal sealed class OptionException(string message) : Exception(message);
