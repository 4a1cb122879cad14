using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Client.Verification;
using ImmuFunctions.Functions.Hosting;
using ImmuFunctions.Protocol.Calls;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Protocol.Json;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Functions.Rest.Verified;

/// <summary>The custom routes that verify nothing: they wrap and unwrap values, or have another form of answer.</summary>
internal static class PlainRoutes
{
    public static async Task SetAsync(HttpContext context, Backend backend)
    {
        KeyValue item = await CustomAnswer.ReadAsync<KeyValue>(context, KeyValue.Descriptor);
        RpcCall call = RestCall.Of(context, backend);
        item.Value = StructuredContent.Wrap(item.Value, TimeProvider.System.GetUtcNow());
        Index answer = await CustomAnswer.CallAsync<Index>(backend, "Set", item, call);
        await CustomAnswer.WriteAsync(context, call, json => CustomAnswer.WriteNumber(json, "index", answer.Index_));
    }

    public static async Task UseDatabaseAsync(HttpContext context, Backend backend)
    {
        string name = RequireParameter(context, "databasename");
        RpcCall call = RestCall.Of(context, backend);
        var answer = await CustomAnswer.CallAsync<UseDatabaseReply>(backend, "UseDatabase", new Immudb.Schema.Database { Databasename = name }, call);
        await CustomAnswer.WriteAsync(context, call, json =>
        {
            if (answer.Token.Length > 0)
                json.WriteString("token", answer.Token);
        });
    }

    public static async Task HistoryAsync(HttpContext context, Backend backend)
    {
        byte[] key = Base64Text.DecodeSegment(RequireParameter(context, "key"), "key");
        RpcCall call = RestCall.Of(context, backend);
        var answer = await CustomAnswer.CallAsync<ItemList>(backend, "History", new HistoryOptions { Key = ByteString.CopyFrom(key) }, call);
        await CustomAnswer.WriteAsync(context, call, json =>
        {
            if (answer.Items.Count == 0)
                return;
            json.WriteStartArray("items");
            foreach (Item item in answer.Items)
            {
                Content content = StructuredContent.Unwrap(item.Value);
                json.WriteStartObject();
                CustomAnswer.WriteBytes(json, "key", item.Key);
                json.WriteStartObject("value");
                CustomAnswer.WriteNumber(json, "timestamp", content.Timestamp);
                CustomAnswer.WriteBytes(json, "payload", content.Payload);
                json.WriteEndObject();
                CustomAnswer.WriteNumber(json, "index", item.Index);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static string RequireParameter(HttpContext context, string name) =>
        context.Request.RouteValues.TryGetValue(name, out object? value) && value is string text
            ? text
            : throw new RpcException(StatusCode.InvalidArgument, $"missing parameter {name}");
}
