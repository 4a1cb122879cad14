namespace ImmuFunctions.Samples.AuditTrail;

/// <summary>Puts the audit trail into an app.</summary>
public static class AuditTrailExtensions
{
    /// <summary>Records every request that comes by: after authentication, which says who it is, and before everything that is to be recorded.</summary>
    public static IApplicationBuilder UseAuditTrail(this IApplicationBuilder app) => app.UseMiddleware<AuditTrailMiddleware>();
}
