namespace ImmuFunctions.Service.Accounts;

/// <summary>Why the accounts could not be read the last time.</summary>
/// <param name="Cause">What was thrown.</param>
/// <param name="At">When: a <see cref="TimeProvider.GetTimestamp"/>.</param>
internal sealed record FailedLook(Exception Cause, long At);
