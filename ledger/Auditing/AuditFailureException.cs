namespace ImmuFunctions.Ledger.Auditing;

/// <summary>Ends an audit: what was read is not what it should be.</summary>
internal sealed class AuditFailureException(AuditFailure failure) : Exception(failure.ToString())
{
    public AuditFailure Failure => failure;
}
