using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Protocol.Json;
using Xunit;
using Index = Immudb.Schema.Index;

namespace ImmuFunctions.Protocol.Tests.Json;

public sealed class JsonMessageTests
{
    public static TheoryData<string> TypeNames => [.. RandomMessages.Types.Select(type => type.FullName)];

    [Theory]
    [MemberData(nameof(TypeNames))]
    public void Read_OfWhatWasWritten_IsTheMessage(string type)
    {
        MessageDescriptor descriptor = RandomMessages.Types.Single(t => t.FullName == type);
        var random = new Random(4);
        for (int round = 0; round < 200; round++)
        {
            IMessage message = RandomMessages.Make(descriptor, random);

            IMessage read = JsonMessageReader.Read(Encoding.UTF8.GetBytes(Text(message)), descriptor);

            Assert.Equal(message, read);
        }
    }

    [Fact]
    public void Write_AMessage_HasTheGatewaysShape()
    {
        var item = new SafeItem
        {
            Item = new Item { Key = ByteString.CopyFrom(0xFB, 0xFF), Index = ulong.MaxValue },
            Proof = new Proof { At = 3, InclusionPath = { ByteString.CopyFromUtf8("a") } },
        };

        Assert.Equal("""{"item":{"key":"+/8=","index":"18446744073709551615"},"proof":{"at":"3","inclusionPath":["YQ=="]}}""", Text(item));
    }

    public static TheoryData<string, string> Written => new()
    {
        { Text(new Index()), "{}" },
        { Text(new Root { Payload = new RootIndex { Root = ByteString.CopyFromUtf8("r") }, Signature = new Signature() }), """{"payload":{"root":"cg=="},"signature":{}}""" },
        { Text(new KVList { KVs = { new KeyValue() } }), """{"KVs":[{}]}""" },
        { Text(new DumpKV { UserMeta = ByteString.CopyFrom(0), StreamId = 1, StreamDone = true }), """{"user_meta":"AA==","stream_id":1,"stream_done":true}""" },
        { Text(new ZItem { Score = 1.5, CurrentOffset = ByteString.CopyFrom(1) }), """{"score":1.5,"currentOffset":"AQ=="}""" },
        { Text(new Score { Score_ = double.PositiveInfinity }), """{"score":"Infinity"}""" },
        { Text(new Score { Score_ = 1e21 }), """{"score":1e+21}""" },
        { Text(new ChangePermissionRequest { Action = PermissionAction.Revoke, Permission = 255 }), """{"action":"REVOKE","permission":255}""" },
        { Text(new ChangePermissionRequest { Action = (PermissionAction)7 }), """{"action":7}""" },
        { Text(new LoginResponse { Token = "<a&\"é\n>" }), "{\"token\":\"<a&\\\"é\\n>\"}" },
        { Text(new Op { KVs = new KeyValue() }), """{"KVs":{}}""" },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void Write_AMessage_IsCompactWithoutDefaults(string text, string expected) => Assert.Equal(expected, text);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t ")]
    [InlineData("{}")]
    [InlineData("""{"index":null}""")]
    [InlineData("""{"index":0}""")]
    [InlineData("""{"index":"0"}""")]
    [InlineData("""{"unknown":{"deep":[1,2,{"x":null}]},"Index":7}""")]
    public void Read_NothingSet_IsTheEmptyMessage(string text) => Assert.Equal(new Index(), Read<Index>(text));

    [Theory]
    [InlineData("""{"index":5}""")]
    [InlineData("""{"index":"5"}""")]
    [InlineData("""{"index":4,"index":5}""")]
    [InlineData("""{"i\u006edex":"\u0035"}""")]
    [InlineData(""" { "index" : 5 } """)]
    public void Read_ANumber_MayBeInQuotes(string text) => Assert.Equal(5ul, Read<Index>(text).Index_);

    [Fact]
    public void Read_NamesInEitherStyle_AreKnown()
    {
        Assert.Equal(1u, Read<DumpKV>("""{"stream_id":1}""").StreamId);
        Assert.Equal(1u, Read<DumpKV>("""{"streamId":"1"}""").StreamId);
    }

    [Fact]
    public void Read_AFieldTwice_LastCounts()
    {
        Assert.Single(Read<KeyList>("""{"keys":[{"key":"YQ=="},{}],"keys":[{"key":"Yg=="}]}""").Keys);
        Assert.Empty(Read<SafeSetOptions>("""{"kv":{"key":"YQ=="},"kv":{"value":"Yg=="}}""").Kv.Key);
        Assert.Equal(Op.OperationOneofCase.KVs, Read<Op>("""{"KVs":{},"KVs":{"key":"YQ=="},"ZOpts":null}""").OperationCase);
    }

    [Theory]
    [InlineData("REVOKE", PermissionAction.Revoke)]
    [InlineData("GRANT", PermissionAction.Grant)]
    public void Read_AnEnum_ByNameOrNumber(string name, PermissionAction expected)
    {
        Assert.Equal(expected, Read<ChangePermissionRequest>($$"""{"action":"{{name}}"}""").Action);
        Assert.Equal(expected, Read<ChangePermissionRequest>($$"""{"action":{{(int)expected}}}""").Action);
    }

    [Theory]
    [InlineData("{\"key\":\"YQ==\"", null)]
    [InlineData("{\"key\":\"YQ==\"} x", null)]
    [InlineData("{\"key\":\"YQ==\",}", null)]
    [InlineData("{'key':1}", null)]
    [InlineData("nonsense", null)]
    [InlineData("[]", "a list where an object of type immudb.schema.Key should be")]
    [InlineData("null", "null where an object of type immudb.schema.Key should be")]
    [InlineData("\"a\"", "a string where an object of type immudb.schema.Key should be")]
    [InlineData("{\"key\":1}", "a number that is no bytes in the field key")]
    [InlineData("{\"key\":{}}", "an object that is no bytes in the field key")]
    [InlineData("{\"key\":[\"YQ==\"]}", "a list that is no bytes in the field key")]
    [InlineData("{\"key\":\"YQ\"}", "illegal base64 data at input byte 0")]
    [InlineData("{\"key\":\"\\u00e9\"}", "illegal base64 data at input byte 0")]
    [InlineData("{\"key\":\"\\ud800\"}", "a string that is not Unicode")]
    [InlineData("{\"\\ud800\":1}", "a string that is not Unicode")]
    public void Read_NotAKey_IsInvalidArgument(string text, string? expected) => AssertRefused<Key>(text, expected);

    [Theory]
    [InlineData("{\"index\":-1}", "a number that is no uint64 in the field index")]
    [InlineData("{\"index\":1.5}", "a number that is no uint64 in the field index")]
    [InlineData("{\"index\":1e3}", "a number that is no uint64 in the field index")]
    [InlineData("{\"index\":18446744073709551616}", "a number that is no uint64 in the field index")]
    [InlineData("{\"index\":\" 1\"}", "a string that is no uint64 in the field index")]
    [InlineData("{\"index\":\"\"}", "a string that is no uint64 in the field index")]
    [InlineData("{\"index\":true}", "a boolean that is no uint64 in the field index")]
    public void Read_NotAnIndex_IsInvalidArgument(string text, string expected) => AssertRefused<Index>(text, expected);

    [Fact]
    public void Read_WhatFitsNoField_IsInvalidArgument()
    {
        AssertRefused<Score>("""{"score":1e999}""", "a number that is no double in the field score");
        AssertRefused<Score>("""{"score":"inf"}""", "a string that is no double in the field score");
        AssertRefused<DumpKV>("""{"stream_id":4294967296}""", "a number that is no uint32 in the field stream_id");
        AssertRefused<DumpKV>("""{"stream_done":"true"}""", "a string that is no bool in the field stream_done");
        AssertRefused<Database>("""{"databasename":1}""", "a number that is no string in the field databasename");
        AssertRefused<Database>("""{"databasename":"\udc00"}""", "a string that is not Unicode");
        AssertRefused<KVList>("""{"KVs":{}}""", "an object that is no list of KeyValue in the field KVs");
        AssertRefused<KVList>("""{"KVs":[null]}""", "null where an object of type immudb.schema.KeyValue should be");
        AssertRefused<ChangePermissionRequest>("""{"action":"TAKE"}""", "unknown value \"TAKE\" for enum immudb.schema.PermissionAction");
        AssertRefused<ChangePermissionRequest>("""{"action":true}""", "a boolean that is no enum in the field action");
        AssertRefused<Op>("""{"KVs":{},"ZOpts":{}}""", "ZOpts and KVs exclude each other");
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"x\":", "}")]
    public void Read_TooDeep_IsInvalidArgument(string open, string close)
    {
        string Nested(int depth) => "{\"unknown\":" + string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth)) + "}";

        Assert.Equal(new Index(), Read<Index>(Nested(JsonMessageReader.MaxDepth - 1)));
        AssertRefused<Index>(Nested(JsonMessageReader.MaxDepth), null);
        AssertRefused<Index>(Nested(100_000), null);
    }

    [Fact]
    public void Read_AnyBytes_IsAMessageOrInvalidArgument()
    {
        var random = new Random(5);
        MessageDescriptor[] types = [.. RandomMessages.Types];
        for (int round = 0; round < 30_000; round++)
        {
            MessageDescriptor type = types[random.Next(types.Length)];
            byte[] text = Encoding.UTF8.GetBytes(Text(RandomMessages.Make(type, random)));
            for (int changes = random.Next(4); changes > 0; changes--)
                text[random.Next(text.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : "{}[]\":,\\0n"u8[random.Next(10)];

            RpcException? refused = Refusal(() => JsonMessageReader.Read(text, type));

            Assert.True(refused is null or { Code: StatusCode.InvalidArgument, Message.Length: > 0 });
        }
    }

    private static RpcException? Refusal(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (RpcException e)
        {
            return e;
        }
    }

    private static void AssertRefused<T>(string text, string? expected)
        where T : IMessage<T>, new()
    {
        var refused = Assert.Throws<RpcException>(() => Read<T>(text));
        Assert.Equal(StatusCode.InvalidArgument, refused.Code);
        Assert.Equal(expected ?? refused.Message, refused.Message);
    }

    private static T Read<T>(string text)
        where T : IMessage<T>, new() => (T)JsonMessageReader.Read(Encoding.UTF8.GetBytes(text), new T().Descriptor);

    private static string Text(IMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            JsonMessageWriter.Write(json, message);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
