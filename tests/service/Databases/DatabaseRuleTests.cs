using Google.Protobuf;
using Immudb.Schema;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Databases;
using ImmuFunctions.Service.Tests.Serving;
using ImmuFunctions.Service.Tests.Signatures;
using Xunit;
using DatabaseSettings = ImmuFunctions.V1.DatabaseSettings;

namespace ImmuFunctions.Service.Tests.Databases;

/// <summary>What is set for a database, and what the host allows it.</summary>
public sealed class DatabaseRuleTests : IDisposable
{
    private readonly Writer _alice = new();

    public void Dispose() => _alice.Dispose();

    [Fact]
    public async Task ConfigureDatabase_RequireSignature_TakesSignedValuesOnly()
    {
        await using AccountServer server = await AccountServer.OpenAsync();
        string token = (await server.LoginAsync()).Token;
        await SetAsync(server, Writer.Unsigned("before", "v"), token);

        Assert.Null(await ConfigureAsync(server, new DatabaseSettings { RequireSignature = true, TrustedKeys = { ByteString.CopyFrom(_alice.PublicKey.Point) } }, token));

        await Refusal.IsAsync(
            StatusCode.InvalidArgument, "this database takes signed values only: the value is not signed", () => SetAsync(server, Writer.Unsigned("k", "v"), token));
        Assert.Equal(1UL, (await SetAsync(server, _alice.Signed("k", "v"), token)).Index_);
        Assert.Null(await ConfigureAsync(server, new DatabaseSettings(), token));
        Assert.Equal(2UL, (await SetAsync(server, Writer.Unsigned("k", "v"), token)).Index_);
    }

    [Fact]
    public async Task ConfigureDatabase_WhatNobodyCouldWriteUnder_IsRefused()
    {
        await using AccountServer server = await AccountServer.OpenAsync();
        string token = (await server.LoginAsync()).Token;

        RpcException? noKey = await ConfigureAsync(server, new DatabaseSettings { RequireSignature = true }, token);
        RpcException? noPoint = await ConfigureAsync(server, new DatabaseSettings { TrustedKeys = { ByteString.CopyFrom(new byte[65]) } }, token);

        Assert.Equal("signatures can only be required with a trusted key to check them with", noKey!.Message);
        Assert.Equal("a trusted key is no point on P-256: 65 bytes, uncompressed", noPoint!.Message);
    }

    [Fact]
    public async Task Set_BeyondTheQuota_IsRefusedWhole()
    {
        await using AccountServer server = await AccountServer.OpenAsync(quotas: EntryQuotas.TryParse("defaultdb=2"));
        string token = (await server.LoginAsync()).Token;
        await SetAsync(server, Requests.Kv("a", "1"), token);
        const string full = "database defaultdb may not have so many entries";

        await Refusal.IsAsync(StatusCode.ResourceExhausted, full, () => server.CallAsync<Immudb.Schema.Index>(
            "SetBatch", new KVList { KVs = { Requests.Kv("b", "2"), Requests.Kv("c", "3") } }, token));
        Assert.Equal(1UL, (await SetAsync(server, Requests.Kv("b", "2"), token)).Index_);
        await Refusal.IsAsync(StatusCode.ResourceExhausted, full, () => SetAsync(server, Requests.Kv("c", "3"), token));
    }

    [Theory]
    [InlineData("", "a", null)]
    [InlineData("a=5", "a", 5UL)]
    [InlineData("a=5", "b", null)]
    [InlineData("a=5, *=7", "b", 7UL)]
    [InlineData("*=0", "b", 0UL)]
    public void TryParse_Quotas_AreThoseOfTheName(string text, string database, ulong? expected) =>
        Assert.Equal(expected, EntryQuotas.TryParse(text)!.Of(database));

    [Theory]
    [InlineData("a")]
    [InlineData("=5")]
    [InlineData("a=-1")]
    [InlineData("a=5,a=6")]
    [InlineData("a=1e3")]
    public void TryParse_SomethingElse_IsNull(string text) => Assert.Null(EntryQuotas.TryParse(text));

    private static Task<Immudb.Schema.Index> SetAsync(AccountServer server, KeyValue item, string token) =>
        server.CallAsync<Immudb.Schema.Index>("Set", item, token);

    private static Task<RpcException?> ConfigureAsync(AccountServer server, DatabaseSettings settings, string token) =>
        server.TryAsync(LedgerQueries.Descriptor.FindMethodByName("ConfigureDatabase"), settings, token);
}
