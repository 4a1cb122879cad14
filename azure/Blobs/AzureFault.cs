using System.Diagnostics.CodeAnalysis;
using Azure;
using Azure.Identity;
using ImmuFunctions.Ledger;

namespace ImmuFunctions.Azure.Blobs;

/// <summary>Why a request failed: what the service answered, or why it did not.</summary>
/// <remarks>Only the status, the error's code and the request's id are kept of an answer. Its text may hold signatures.</remarks>
internal sealed class AzureFault
{
    private readonly string? _requestId;
    private readonly Exception? _cause;

    private AzureFault(int status, string code, string? requestId = null, Exception? cause = null) =>
        (Status, Code, _requestId, _cause) = (status, code, requestId, cause);

    /// <summary>HTTP status; 0 if there was no answer.</summary>
    public int Status { get; }

    /// <summary>The service's own name for the error, or in words why there was no answer.</summary>
    public string Code { get; }

    public bool IsMissingBlob => Status == 404 && Code == "BlobNotFound";

    public bool IsMissingContainer => Status == 404 && Code is "ContainerNotFound";

    public bool IsOtherPosition => Status == 412 && Code == "AppendPositionConditionNotMet";

    public bool IsOtherVersion => Status == 412 && Code == "ConditionNotMet";

    /// <summary>A blob of that name is there and stays as it is: also what is answered to somebody who may only create, and where blobs are immutable.</summary>
    public bool IsThere => Code is "BlobAlreadyExists" or "UnauthorizedBlobOverwrite" or "BlobImmutableDueToPolicy";

    public bool IsPastTheEnd => Status == 416;

    /// <summary>Whether what was asked may have been done all the same, or can be expected to be done when it is asked again.</summary>
    /// <remarks>Any other answer is the service's word that it did nothing and will not.</remarks>
    public bool IsUnknown => Status is 0 or 408 or 429 or >= 500 ? !IsRefusedCredential : Code == "Md5Mismatch";

    private bool IsRefusedCredential => _cause is AuthenticationFailedException;

    /// <summary>Takes an exception of the SDK for what it says.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="cancellationToken">The caller's: if it was cancelled, that is no fault.</param>
    /// <param name="fault">What it says.</param>
    /// <returns>False if it is of another origin.</returns>
    public static bool TryOf(Exception exception, CancellationToken cancellationToken, [NotNullWhen(true)] out AzureFault? fault)
    {
        fault = exception switch
        {
            RequestFailedException { Status: > 0 } e => new AzureFault(e.Status, e.ErrorCode ?? "without a code", RequestIdOf(e)),
            RequestFailedException e => new AzureFault(0, ReasonOf(e), cause: e.InnerException),
            AuthenticationFailedException e => new AzureFault(0, FirstLine(e.Message), cause: e),
            OperationCanceledException when cancellationToken.IsCancellationRequested => null,
            OperationCanceledException => new AzureFault(0, "no answer in time"),
            IOException or HttpRequestException => new AzureFault(0, ReasonOf(exception), cause: exception),
            AggregateException { InnerExceptions: [.., { } last] } => TryOf(last, cancellationToken, out AzureFault? of) ? of : null,
            _ => null,
        };
        return fault is not null;
    }

    /// <summary>What is thrown when it is certain that nothing was done.</summary>
    /// <param name="action">What could not be done, such as "append to x".</param>
    /// <param name="where">The container's address, without a signature.</param>
    public LedgerException ToException(string action, Uri where) => Unavailable($"could not {action} in {Plain(where)}: {this}{Advice}");

    /// <summary>What is thrown when it may have been done.</summary>
    public LedgerException ToUncertainException(string action, Uri where) =>
        IsUnknown ? Unavailable($"could not {action} in {Plain(where)}: {this}. Whether it was done is not known") : ToException(action, where);

    /// <summary>An address without its query, which may be a signature.</summary>
    public static string Plain(Uri where) => where.GetLeftPart(UriPartial.Path);

    public override string ToString() =>
        Status == 0 ? Code : $"{Status} {Code}{(_requestId is null ? "" : $", request {_requestId}")}";

    private string Advice => (Status, Code) switch
    {
        (0, _) when IsRefusedCredential => ". Sign in (az login), or give the host a managed identity; for a user-assigned one set AZURE_CLIENT_ID",
        (0, _) => ". Check the account's name, the network, and whether the account's firewall or private endpoint lets this machine in",
        (_, "AuthorizationPermissionMismatch" or "InsufficientAccountPermissions") => ". Give the identity the role Storage Blob Data Contributor on the account or on both containers",
        (_, "AuthenticationFailed" or "InvalidAuthenticationInfo" or "NoAuthenticationInformation") => ". The key, signature or token is not this account's or has expired; check also this machine's clock",
        (_, "KeyBasedAuthenticationNotPermitted") => ". The account takes no keys; use its URL and an identity instead of a connection string",
        (_, "AuthorizationFailure" or "PublicAccessNotPermitted" or "AuthorizationSourceIPMismatch") => ". The account's network rules or public network access keep this machine out: use its network, or allow it",
        (_, "AccountIsDisabled") => ". The account is disabled",
        (_, "ContainerNotFound") => ". The container is gone; without it nothing can be read. Restore it (containers can be undeleted while soft delete keeps them), or restart to begin anew",
        (_, "ContainerBeingDeleted") => ". The container is being deleted, which takes a minute or so; then restart",
        (_, "BlockCountExceedsLimit") => ". An append blob takes 50,000 blocks; seal segments earlier (SegmentFrames)",
        (_, "BlobImmutableDueToPolicy") => ". A policy of the container forbids it; for the log's container allow protected append writes",
        (_, "BlobIsSealed" or "BlobSealed") => ". The append blob was sealed by other means than the ledger's; it takes no more",
        (_, "InvalidBlobType") => ". A blob of another kind has this name; nothing but this program may write to the container",
        (_, "LeaseIdMissing" or "LeaseLost" or "LeaseIdMismatchWithBlobOperation") => ". Somebody holds a lease on the blob; break it",
        (401 or 403, _) => ". Check the credential, its roles and the account's network rules",
        _ => "",
    };

    // Never with an answer of the service as the inner exception: its text goes into logs.
    private LedgerException Unavailable(string message) => new(LedgerErrorKind.Unavailable, message, _cause);

    private static string ReasonOf(Exception e)
    {
        Exception inner = e;
        while (inner.InnerException is { } next)
            inner = next;
        return FirstLine(inner.Message);
    }

    private static string FirstLine(string text) => text.AsSpan().Trim().EnumerateLines() is var lines && lines.MoveNext() ? lines.Current.ToString() : "";

    private static string? RequestIdOf(RequestFailedException e) =>
        e.GetRawResponse() is { } answer && answer.Headers.TryGetValue("x-ms-request-id", out string? id) ? id : null;
}
