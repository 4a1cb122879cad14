using System.Net;
using System.Net.Sockets;
using ImmuFunctions.Protocol.Grpc;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace ImmuFunctions.Protocol.Tests.Grpc;

/// <summary>The client against servers that answer oddly.</summary>
public sealed class ClientStatusTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(415, StatusCode.Unknown)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(500, StatusCode.Unknown)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public async Task Call_HttpError_IsMappedToItsCode(int http, StatusCode code)
    {
        var e = await FailAsync(context =>
        {
            context.Response.StatusCode = http;
            return Task.CompletedTask;
        });

        Assert.Equal(code, e.Code);
    }

    [Fact]
    public async Task Call_TrailersOnly_StatusIsReadFromHeaders()
    {
        var e = await FailAsync(context =>
        {
            context.Response.ContentType = "application/grpc";
            context.Response.Headers.GrpcStatus = "7";
            context.Response.Headers.GrpcMessage = "no %C3%BC 100%";
            return Task.CompletedTask;
        });

        Assert.Equal((StatusCode.PermissionDenied, "no ü 100%"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Call_StatusInHeadersOfHttpError_CountsMore()
    {
        var e = await FailAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.GrpcStatus = "16";
            return Task.CompletedTask;
        });

        Assert.Equal(StatusCode.Unauthenticated, e.Code);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("-1")]
    [InlineData("x")]
    public async Task Call_StatusNobodyKnows_IsUnknown(string status)
    {
        var e = await FailAsync(Answer([], status));

        Assert.Equal(StatusCode.Unknown, e.Code);
    }

    [Fact]
    public async Task Call_NoTrailers_IsUnknown()
    {
        var e = await FailAsync(Answer(RawCall.Frame([]), status: null));

        Assert.Equal((StatusCode.Unknown, "server closed the stream without sending trailers"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Call_OtherContentType_IsUnknown()
    {
        var e = await FailAsync(context => context.Response.WriteAsync("<html>"));

        Assert.Equal(StatusCode.Unknown, e.Code);
    }

    public static TheoryData<byte[]> BadBodies => new()
    {
        Array.Empty<byte>(),
        new byte[] { 0, 0 },
        new byte[] { 0, 0, 0, 0, 9, 1 },
        new byte[] { 3, 0, 0, 0, 0 },
        new byte[] { 1, 0, 0, 0, 0 },
        RawCall.Frame([0xff]),
        new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Call_BadBodyWithStatusOk_IsInternal(byte[] body)
    {
        var e = await FailAsync(Answer(body, "0"));

        Assert.Equal(StatusCode.Internal, e.Code);
    }

    [Fact]
    public async Task Call_HugeLength_IsResourceExhausted()
    {
        var e = await FailAsync(Answer([0, 255, 255, 255, 255], "0"));

        Assert.Equal((StatusCode.ResourceExhausted, "grpc: received message larger than max (4294967295 vs. 4194304)"), (e.Code, e.Message));
    }

    [Fact]
    public async Task Call_UnknownEncoding_IsUnimplemented()
    {
        var e = await FailAsync(context =>
        {
            context.Response.Headers.GrpcEncoding = "br";
            return Answer(RawCall.Frame([]), "0")(context);
        });

        Assert.Equal(StatusCode.Unimplemented, e.Code);
    }

    [Theory]
    [InlineData(0x7, StatusCode.Unavailable)]
    [InlineData(0x8, StatusCode.Cancelled)]
    [InlineData(0xb, StatusCode.ResourceExhausted)]
    [InlineData(0xc, StatusCode.PermissionDenied)]
    [InlineData(0x2, StatusCode.Internal)]
    public async Task Call_StreamReset_IsMappedToItsCode(int error, StatusCode code)
    {
        var e = await FailAsync(context =>
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(error);
            return Task.CompletedTask;
        });

        Assert.Equal(code, e.Code);
    }

    [Fact]
    public async Task Call_StreamResetAfterHeaders_IsMappedToItsCode()
    {
        var e = await FailAsync(async context =>
        {
            context.Response.ContentType = "application/grpc";
            await context.Response.Body.FlushAsync();
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(0xb);
        });

        Assert.Equal(StatusCode.ResourceExhausted, e.Code);
    }

    [Fact]
    public async Task Call_NobodyListens_IsUnavailable()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        using var channel = new GrpcChannel(new Uri($"http://127.0.0.1:{port}"));

        var e = await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(cancellationToken: Stop));

        Assert.Equal(StatusCode.Unavailable, e.Code);
    }

    [Fact]
    public async Task Call_RequestHeaders_AreWhatTheProtocolAsks()
    {
        IHeaderDictionary? seen = null;
        string? path = null;
        await FailAsync(context =>
        {
            seen = new HeaderDictionary(context.Request.Headers.ToDictionary());
            path = context.Request.Path;
            return Answer([], "1")(context);
        });

        Assert.Equal("/immudb.schema.ImmuService/Health", path);
        Assert.Equal("trailers", seen!.TE);
        Assert.Equal("application/grpc", seen.ContentType);
        Assert.Equal(0, seen.GrpcEncoding.Count);
    }

    [Fact]
    public void Channel_OtherScheme_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new GrpcChannel(new Uri("ftp://host")));

    private static RequestDelegate Answer(byte[] body, string? status) => async context =>
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(body);
        if (status is not null)
            context.Response.AppendTrailer("grpc-status", status);
    };

    private static async Task<RpcException> FailAsync(RequestDelegate answer)
    {
        await using var host = await GrpcHost.StartAsync(answer);
        using var channel = host.Channel();
        return await Assert.ThrowsAsync<RpcException>(() => new ImmuServiceClient(channel).HealthAsync(cancellationToken: Stop));
    }
}
