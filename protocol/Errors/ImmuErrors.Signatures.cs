using ImmuFunctions.Protocol.Grpc;

namespace ImmuFunctions.Protocol.Errors;

/// <content>Writes to a database that takes signed values only. The texts are ours.</content>
public static partial class ImmuErrors
{
    /// <summary>A writing rpc: the value is not even a structured value.</summary>
    public static RpcException ValueNotStructured() =>
        new(StatusCode.InvalidArgument, "this database takes signed values only: the value is not a structured value with a timestamp");

    /// <summary>A writing rpc: the structured value has no signature.</summary>
    public static RpcException ValueNotSigned() =>
        new(StatusCode.InvalidArgument, "this database takes signed values only: the value is not signed");

    /// <summary>A writing rpc: the structured value has fields of a signature, in another form than they must have.</summary>
    public static RpcException SignatureMalformed() =>
        new(StatusCode.InvalidArgument, "this database takes signed values only: the fields of the value's signature are malformed");

    /// <summary>A writing rpc: the value is signed by a key that the database does not trust.</summary>
    /// <param name="keyId">16 hexadecimal digits.</param>
    public static RpcException SigningKeyNotTrusted(string keyId) =>
        new(StatusCode.InvalidArgument, $"this database takes signed values only: it does not trust key {keyId}");

    /// <summary>A writing rpc: the key is trusted and has not signed this.</summary>
    /// <param name="keyId">16 hexadecimal digits.</param>
    public static RpcException SignatureWrong(string keyId) =>
        new(StatusCode.InvalidArgument, $"this database takes signed values only: key {keyId} has not signed this payload and timestamp for this key and database");

    /// <summary>Reference, ZAdd and their kin.</summary>
    public static RpcException PointerNotSigned() =>
        new(StatusCode.InvalidArgument, "this database takes signed values only: references and sorted-set members carry nothing that a client has signed");

    /// <summary>ConfigureDatabase: a trusted key that is none.</summary>
    public static RpcException InvalidTrustedKey() =>
        new(StatusCode.InvalidArgument, "a trusted key is no point on P-256: 65 bytes, uncompressed");

    /// <summary>ConfigureDatabase: nobody could write any more.</summary>
    public static RpcException TrustedKeyMissing() =>
        new(StatusCode.InvalidArgument, "signatures can only be required with a trusted key to check them with");
}
