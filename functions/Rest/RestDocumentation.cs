using Google.Protobuf.Reflection;
using ImmuFunctions.Functions.Endpoints;

namespace ImmuFunctions.Functions.Rest;

/// <summary>What the OpenAPI document says of immudb's routes. The examples work in this order on an empty ledger, with the entries of <c>set-batch</c> first; a test sends them.</summary>
internal static class RestDocumentation
{
    private const string Entries = "entries";
    private const string Batches = "batches";
    private const string Lists = "lists";
    private const string Proofs = "proofs";
    private const string References = "references and sorted sets";
    private const string Accounts = "accounts";
    private const string Server = "server";

    private static readonly Dictionary<string, FunctionDocumentation> Known = new()
    {
        ["login"] = new("Gives a token")
        {
            Tag = Accounts,
            RequestExample = """{"user":"aW1tdWRi","password":"aW1tdWRi"}""",
            Description = "`warning` is there as long as the user `immudb` has its first password.",
        },
        ["logout"] = new("Ends all tokens of the caller") { Tag = Accounts, RequestExample = "{}", ResponseExample = "{}" },
        ["set-batch"] = new("Writes several entries, all or none")
        {
            Tag = Batches,
            RequestExample = """{"KVs":[{"key":"Z3JlZXRpbmc=","value":"aGVsbG8="},{"key":"bmFtZQ==","value":"d29ybGQ="}]}""",
            ResponseExample = """{"index":"1"}""",
            Description = "Answers the index of the last one. With a name in the header `immufunctions-request-id` it is written once however often it is sent.",
        },
        ["get-batch"] = new("Reads several keys; those that are not there are left out")
        {
            Tag = Batches,
            RequestExample = """{"keys":[{"key":"bmFtZQ=="}]}""",
            ResponseExample = """{"items":[{"key":"bmFtZQ==","value":"d29ybGQ=","index":"1"}]}""",
        },
        ["exec-all"] = new("Writes entries, sorted-set members and references, all or none")
        {
            Tag = Batches,
            ResponseExample = """{"index":"4"}""",
            RequestExample = """{"Operations":[{"KVs":{"key":"Y29sb3I=","value":"Ymx1ZQ=="}},{"ZOpts":{"set":"d29yZHM=","score":{"score":1.5},"key":"Y29sb3I="}},{"ROpts":{"reference":"YmVzdA==","key":"Y29sb3I="}}]}""",
        },
        ["get"] = new("The newest value of a key, not verified")
        {
            Tag = Entries,
            ParameterExamples = Parameter("key", "Z3JlZXRpbmc="),
            ResponseExample = """{"key":"Z3JlZXRpbmc=","value":"aGVsbG8="}""",
            Description = "The key as standard or as URL-safe base64; with a slash in it only the latter, or the slash as `%2F`.",
        },
        ["count-all"] = new("A number that grows with the ledger") { Tag = Lists, ResponseExample = """{"count":"10"}""" },
        ["count"] = new("How many versions a key has") { Tag = Lists, ParameterExamples = Parameter("prefix", "bmFtZQ=="), ResponseExample = """{"count":"1"}""" },
        ["by-index"] = new("The entry at an index, as it is stored")
        {
            Tag = Entries,
            ParameterExamples = Parameter("index", "1"),
            ResponseExample = """{"key":"bmFtZQ==","value":"d29ybGQ=","index":"1"}""",
        },
        ["by-safe-index"] = new("The entry at an index with its proof, which the caller has to check")
        {
            Tag = Proofs,
            ParameterExamples = Parameter("index", "1"),
            Query = new Dictionary<string, string> { ["rootIndex.index"] = "Index of the root the caller trusts, from which consistency is proved." },
        },
        ["scan"] = new("Keys in their order, with their newest values")
        {
            Tag = Lists,
            RequestExample = """{"prefix":"bg==","limit":"10"}""",
            ResponseExample = """{"items":[{"key":"bmFtZQ==","value":"d29ybGQ=","index":"1"}]}""",
            Description = "Of a first page of `limit` entries, the last key is the next page's `offset`.",
        },
        ["zscan"] = new("Members of a sorted set by score")
        {
            Tag = References,
            RequestExample = """{"set":"d29yZHM=","limit":1}""",
            ResponseExample = """{"items":[{"item":{"key":"Y29sb3I=","value":"Ymx1ZQ==","index":"2"},"score":1.5,"currentOffset":"X358SU1NVXx+X3dvcmRzX358SU1NVXx+Xz/4AAAAAAAAY29sb3IAAAAAAAAAAgE=","index":"3"}]}""",
        },
        ["iscan"] = new("Entries by index, as they are stored")
        {
            Tag = Lists,
            RequestExample = """{"pageSize":1,"pageNumber":2}""",
            ResponseExample = """{"items":[{"key":"bmFtZQ==","value":"d29ybGQ=","index":"1"}],"more":true}""",
        },
        ["history"] = new("Every version of a key, the newest first")
        {
            Tag = Lists,
            RequestExample = """{"key":"bmFtZQ=="}""",
            ResponseExample = """{"items":[{"key":"bmFtZQ==","value":"d29ybGQ=","index":"1"}]}""",
        },
        ["root"] = new("The root of the log, signed if the server has a key") { Tag = Proofs },
        ["inclusion"] = new("Proof that an entry is in the log") { Tag = Proofs, ParameterExamples = Parameter("index", "1") },
        ["consistency"] = new("Proof that the log of now continues an earlier one") { Tag = Proofs, ParameterExamples = Parameter("index", "0") },
        ["reference"] = new("Makes another name for a key")
        {
            Tag = References,
            RequestExample = """{"reference":"aGk=","key":"Z3JlZXRpbmc="}""",
            ResponseExample = """{"index":"5"}""",
        },
        ["get-reference"] = new("The entry that a reference stands for")
        {
            Tag = References,
            ParameterExamples = Parameter("key", "aGk="),
            ResponseExample = """{"key":"Z3JlZXRpbmc=","value":"aGVsbG8="}""",
        },
        ["zadd"] = new("Puts a key into a sorted set")
        {
            Tag = References,
            RequestExample = """{"set":"d29yZHM=","score":{"score":2},"key":"Z3JlZXRpbmc="}""",
            ResponseExample = """{"index":"6"}""",
        },
        ["health"] = new("Whether the server answers, and its version") { Tag = Server },
        ["dump"] = new("Everything in the database, one object per line")
        {
            Tag = Server,
            RequestExample = "{}",
            ResponseSchema = """{"type":"object","properties":{"result":{"$ref":"#/components/schemas/DumpKVList"}}}""",
            Description = "A line `{\"error\":…}` at the end says that it broke off.",
        },
        ["list-users"] = new("The users the caller may see") { Tag = Accounts },
        ["create-user"] = new("Makes a user")
        {
            Tag = Accounts,
            RequestExample = """{"user":"YWxpY2U=","password":"QWxpY2UhMjM0NQ==","permission":2,"database":"defaultdb"}""",
            ResponseExample = "{}",
        },
        ["change-password"] = new("Changes a user's password")
        {
            Tag = Accounts,
            RequestExample = """{"user":"YWxpY2U=","oldPassword":"QWxpY2UhMjM0NQ==","newPassword":"QWxpY2UhNTQzMg=="}""",
            ResponseExample = "{}",
        },
        ["set-active-user"] = new("Lets a user in, or no more") { Tag = Accounts, RequestExample = """{"active":true,"username":"alice"}""", ResponseExample = "{}" },
        ["change-permission"] = new("Gives or takes a permission")
        {
            Tag = Accounts,
            RequestExample = """{"action":"GRANT","username":"alice","database":"defaultdb","permission":1}""",
            ResponseExample = "{}",
        },
        ["list-databases"] = new("The databases the caller may use") { Tag = Accounts, RequestExample = "{}", ResponseExample = """{"databases":[{"databasename":"defaultdb"}]}""" },
        ["create-database"] = new("Makes a database") { Tag = Accounts, RequestExample = """{"databasename":"orders"}""", ResponseExample = "{}" },
    };

    /// <summary>Of the function <paramref name="name"/>, which stands for <paramref name="rpc"/>.</summary>
    public static FunctionDocumentation Of(string name, MethodDescriptor rpc) => Known[name] with
    {
        Request = rpc.InputType,
        Response = rpc.OutputType,
        NeedsLogin = name is not ("login" or "health"),
    };

    private static Dictionary<string, string> Parameter(string name, string value) => new() { [name] = value };
}
