using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Errors;

/// <content>Users and databases. Two rpcs may use one text with different codes; the names tell them apart.</content>
public static partial class ImmuErrors
{
    /// <summary>A user or database rpc while authentication is off.</summary>
    public static RpcException AuthenticationRequired() => new(StatusCode.Unknown, "this command is available only with authentication on");

    /// <summary>CreateUser, ChangePassword, SetActiveUser.</summary>
    public static RpcException UserNameEmpty() => new(StatusCode.Unknown, "username can not be empty");

    /// <summary>ChangePermission.</summary>
    public static RpcException PermissionUserNameEmpty() => new(StatusCode.InvalidArgument, "username can not be empty");

    /// <summary>CreateUser in multi-database mode.</summary>
    public static RpcException DatabaseNameRequired() =>
        new(StatusCode.Unknown, "database name can not be empty when there are multiple databases");

    /// <summary>ChangePermission.</summary>
    public static RpcException PermissionDatabaseEmpty() => new(StatusCode.InvalidArgument, "database can not be empty");

    /// <summary>CreateUser.</summary>
    public static RpcException UnrecognizedPermission() => new(StatusCode.Unknown, "unrecognized permission");

    /// <summary>ChangePermission.</summary>
    public static RpcException PermissionUnrecognized() => new(StatusCode.InvalidArgument, "unrecognized permission");

    /// <summary>ChangePermission: neither grant nor revoke.</summary>
    public static RpcException ActionNotRecognized() => new(StatusCode.InvalidArgument, "action not recognized");

    /// <summary>ChangePermission on oneself; the spelling is immudb's.</summary>
    public static RpcException OwnPermissions() => new(StatusCode.InvalidArgument, "changing you own permissions is not allowed");

    /// <summary>CreateUser by somebody who is no admin of the database.</summary>
    public static RpcException NoPermissionOnDatabase() => new(StatusCode.Unknown, "you do not have permission on this database");

    /// <summary>ChangePermission by somebody who is no admin of the database.</summary>
    public static RpcException PermissionDatabaseDenied() =>
        new(StatusCode.PermissionDenied, "you do not have permission on this database");

    /// <summary>CreateUser with permission 255.</summary>
    public static RpcException SecondSystemAdmin() => new(StatusCode.Unknown, "can not create another system admin");

    /// <summary>CreateUser; clients compare this text.</summary>
    public static RpcException UserExists() => new(StatusCode.Unknown, "user already exists");

    /// <summary>CreateUser.</summary>
    public static RpcException UserNameCharacters() =>
        new(StatusCode.InvalidArgument, "username can only contain letters, digits and underscores");

    /// <summary>CreateUser.</summary>
    public static RpcException WeakPassword() =>
        new(StatusCode.InvalidArgument, "password must have between 8 and 32 letters, digits and special characters of which at least 1 uppercase letter, 1 digit and 1 special character");

    /// <summary>ChangePassword of the superuser.</summary>
    public static RpcException OldPasswordIncorrect() => new(StatusCode.PermissionDenied, "old password is incorrect");

    /// <summary>ChangePassword, SetActiveUser.</summary>
    public static RpcException NotAnAdmin() => new(StatusCode.Unknown, "user is not system admin nor admin in any of the databases");

    /// <summary>ChangePassword.</summary>
    public static RpcException PasswordEmpty() => new(StatusCode.Unknown, "password is empty");

    /// <summary>SetActiveUser on oneself.</summary>
    public static RpcException OwnStatus() => new(StatusCode.Unknown, "changing your own status is not allowed");

    /// <summary>ChangePermission on the database of users.</summary>
    public static RpcException DatabaseNotAssignable() => new(StatusCode.Unknown, "this database can not be assigned");

    /// <summary>CreateDatabase without a valid token.</summary>
    public static RpcException NoUserData() => new(StatusCode.Unknown, "could not get loggedin user data");

    /// <summary>CreateDatabase by another than the superuser.</summary>
    public static RpcException NotSystemAdmin() => new(StatusCode.Unknown, "Logged In user does not have permissions for this operation");

    /// <summary>CreateDatabase of the database of users.</summary>
    public static RpcException DatabaseNameReserved() => new(StatusCode.Unknown, "this database name is reserved");

    /// <summary>CreateDatabase.</summary>
    public static RpcException DatabaseNameUpperCase() => new(StatusCode.Unknown, "provide a lowercase database name");

    /// <summary>CreateDatabase: not 1 to 128 bytes.</summary>
    public static RpcException DatabaseNameLength() => new(StatusCode.Unknown, "database name length outside of limits");

    /// <summary>CreateDatabase.</summary>
    public static RpcException DatabaseNameCharacter() => new(StatusCode.Unknown, "unrecognized character in database name");

    /// <summary>CreateDatabase.</summary>
    public static RpcException DatabaseNamePunctuation() =>
        new(StatusCode.Unknown, "punctuation marks and symbols are not allowed in database name");

    /// <summary>UseDatabase of the database of users.</summary>
    public static RpcException DatabaseNotSelectable() => new(StatusCode.Unknown, "this database can not be selected");

    /// <summary>UseDatabase.</summary>
    public static RpcException DatabaseDenied() =>
        new(StatusCode.PermissionDenied, "Logged in user does not have permission on this database");

    /// <summary>CreateUser on a database that is not there.</summary>
    public static RpcException DatabaseMissing(string database) => new(StatusCode.Unknown, $"database {database} does not exist");

    /// <summary>CreateDatabase.</summary>
    public static RpcException DatabaseExists(string database) => new(StatusCode.Unknown, $"database {database} already exists");

    /// <summary>UseDatabase by the superuser.</summary>
    public static RpcException DatabaseNotFound(string database) => new(StatusCode.NotFound, $"{database} does not exist");

    /// <summary>ChangePermission.</summary>
    public static RpcException UserNotFound(string user) => new(StatusCode.NotFound, $"user {user} not found");

    /// <summary>SetActiveUser.</summary>
    public static RpcException UnknownUser(string user) => new(StatusCode.Unknown, $"user {user} not found");

    /// <summary>ChangePermission on a user who is switched off.</summary>
    public static RpcException UserNotActive(string user) => new(StatusCode.FailedPrecondition, $"user {user} is not active");

    /// <summary>ChangePassword.</summary>
    public static RpcException UserNotYours(string user) => new(StatusCode.Unknown, $"user {user} was not found or it was not created by you");

    /// <summary>SetActiveUser.</summary>
    public static RpcException UserNotCreatedByYou(string user) => new(StatusCode.Unknown, $"{user} was not created by you");
}
