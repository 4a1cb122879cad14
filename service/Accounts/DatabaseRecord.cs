namespace ImmuFunctions.Service.Accounts;

/// <summary>A database that somebody has created.</summary>
/// <param name="Name">Lower-case letters and digits.</param>
/// <param name="CreatedBy">Who created it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Settings">What is set for it.</param>
public sealed record DatabaseRecord(string Name, string CreatedBy, DateTimeOffset CreatedAt, DatabaseSettings Settings);
