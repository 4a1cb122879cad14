namespace ImmuFunctions.Service.Hosting;

/// <summary>A setting is not what it should be; the message names it and where it was set.</summary>
public sealed class SettingException(string message) : Exception(message);
