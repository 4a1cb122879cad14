namespace ImmuFunctions.Protocol.Grpc;

/// <summary>The outcome of a call, with gRPC's own numbers.</summary>
/// <remarks>Source: https://grpc.io/docs/guides/status-codes/.</remarks>
public enum StatusCode
{
    /// <summary>The call succeeded.</summary>
    Ok = 0,

    /// <summary>The caller gave up.</summary>
    Cancelled = 1,

    /// <summary>An error without a code of its own; immudb's plain errors have this one.</summary>
    Unknown = 2,

    /// <summary>The request is wrong whatever the state of the database.</summary>
    InvalidArgument = 3,

    /// <summary>The time the caller allowed ran out.</summary>
    DeadlineExceeded = 4,

    /// <summary>The thing asked for does not exist.</summary>
    NotFound = 5,

    /// <summary>The thing to be created exists.</summary>
    AlreadyExists = 6,

    /// <summary>The caller is known and may not do this.</summary>
    PermissionDenied = 7,

    /// <summary>A limit was reached, such as the size of a message.</summary>
    ResourceExhausted = 8,

    /// <summary>The state of the database forbids the call.</summary>
    FailedPrecondition = 9,

    /// <summary>The call lost a race; trying again may succeed.</summary>
    Aborted = 10,

    /// <summary>A position lies past the end.</summary>
    OutOfRange = 11,

    /// <summary>The method or an encoding is not offered here.</summary>
    Unimplemented = 12,

    /// <summary>The conversation itself broke a rule, such as bytes that are no message.</summary>
    Internal = 13,

    /// <summary>The service cannot be reached or cannot reach its store; trying again may succeed.</summary>
    Unavailable = 14,

    /// <summary>Stored data is damaged.</summary>
    DataLoss = 15,

    /// <summary>The caller is not known.</summary>
    Unauthenticated = 16,
}
