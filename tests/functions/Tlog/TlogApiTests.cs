using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Log;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>Forms of the answers: types, caching, compression, refusals.</summary>
public sealed class TlogApiTests(TlogHostFixture fixture) : IClassFixture<TlogHostFixture>
{
    private const string Forever = "public, max-age=31536000, immutable";

    private static CancellationToken Ct => TlogHost.Ct;

    private TlogHost Host => fixture.Host;

    [Theory]
    [InlineData("checkpoint", "text/plain; charset=utf-8", "no-cache")]
    [InlineData("tile/0/000", "application/octet-stream", Forever)]
    [InlineData("tile/0/001.p/44", "application/octet-stream", Forever)]
    [InlineData("tile/0/000.p/1", "application/octet-stream", Forever)]
    [InlineData("tile/1/000.p/1", "application/octet-stream", Forever)]
    [InlineData("tile/entries/000", "application/octet-stream", "private, max-age=31536000, immutable")]
    [InlineData("tile/entries/001.p/3", "application/octet-stream", "private, max-age=31536000, immutable")]
    [InlineData("receipts/0.tlog-proof", "text/plain; charset=utf-8", "no-cache")]
    public async Task Get_Resource_HasItsTypeAndCaching(string resource, string type, string caching)
    {
        using HttpResponseMessage answer = await Host.GetAsync(resource);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(caching, string.Join(", ", answer.Headers.GetValues("Cache-Control").SelectMany(v => v.Split(", ")).OrderBy(v => v is "public" or "private" ? 0 : v == "immutable" ? 2 : 1)));
        Assert.Equal(answer.Content.Headers.ContentLength, (await answer.Content.ReadAsByteArrayAsync(Ct)).Length);
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/0/000")]
    [InlineData("tile/0/001.p/44")]
    [InlineData("tile/entries/000")]
    public async Task Get_WithTheTagOfBefore_Is304(string resource)
    {
        using HttpResponseMessage first = await Host.GetAsync(resource);
        string tag = first.Headers.ETag!.ToString();

        using HttpResponseMessage again = await Host.GetAsync(resource, ("If-None-Match", $"\"other\", W/{tag}"));
        using HttpResponseMessage other = await Host.GetAsync(resource, ("If-None-Match", "\"other\""));

        Assert.False(first.Headers.ETag.IsWeak);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Headers.ETag!.ToString());
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Tag_OfDifferentContent_Differs()
    {
        var tags = new HashSet<string>();
        foreach (string resource in (string[])["tile/0/000", "tile/0/000.p/255", "tile/0/001.p/44", "tile/entries/000", "tile/entries/000.p/255", "checkpoint"])
            Assert.True(tags.Add((await Host.GetAsync(resource)).Headers.ETag!.Tag));
        Assert.True(tags.Add((await Host.GetAsync("tile/entries/000", ("Accept-Encoding", "gzip"))).Headers.ETag!.Tag));
    }

    [Theory]
    [InlineData("checkpoint")]
    [InlineData("tile/0/000")]
    [InlineData("tile/entries/000.p/7")]
    [InlineData("receipts/7.tlog-proof")]
    public async Task Head_Resource_IsGetWithoutBody(string resource)
    {
        using HttpResponseMessage get = await Host.GetAsync(resource), head = await Host.SendAsync(HttpMethod.Head, TlogHost.Prefix + resource);

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Ct));
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("identity, GZIP;q=0.5", true)]
    [InlineData("*", true)]
    [InlineData("br, deflate", false)]
    [InlineData("gzip;q=0, *", false)]
    [InlineData("identity", false)]
    [InlineData("nonsense;;;", false)]
    public async Task Entries_ByWhatIsAccepted_ArePackedOrNot(string accepted, bool isPacked)
    {
        byte[] plain = await Host.Client.GetByteArrayAsync(TlogHost.Prefix + "tile/entries/000", Ct);

        using HttpResponseMessage answer = await Host.GetAsync("tile/entries/000", ("Accept-Encoding", accepted));

        Assert.Equal("Accept-Encoding", string.Join(',', answer.Headers.Vary));
        Assert.Equal(isPacked ? ["gzip"] : [], answer.Content.Headers.ContentEncoding);
        byte[] bytes = await answer.Content.ReadAsByteArrayAsync(Ct);
        Assert.Equal(plain, isPacked ? Unpacked(bytes) : bytes);
        Assert.True(!isPacked || bytes.Length < plain.Length / 2);
    }

    [Fact]
    public async Task Get_EveryWidthOfATile_IsItsFirstHashes()
    {
        byte[] full = await Host.Client.GetByteArrayAsync(TlogHost.Prefix + "tile/0/000", Ct);
        for (int width = 1; width < 256; width++)
            Assert.Equal(full[..(32 * width)], await Host.Client.GetByteArrayAsync($"{TlogHost.Prefix}tile/0/000.p/{width}", Ct));
        for (int width = 1; width < 256; width += 11)
        {
            byte[] bundle = await Host.Client.GetByteArrayAsync($"{TlogHost.Prefix}tile/entries/000.p/{width}", Ct);
            Assert.Equal(BundleFault.None, EntryBundle.TryParse(bundle, width, out _));
        }
    }

    [Theory]
    [InlineData("tile/0/001.p/45")]
    [InlineData("tile/0/001")]
    [InlineData("tile/0/002.p/1")]
    [InlineData("tile/1/000")]
    [InlineData("tile/1/000.p/2")]
    [InlineData("tile/2/000.p/1")]
    [InlineData("tile/entries/001.p/45")]
    [InlineData("tile/entries/x999/999")]
    [InlineData("receipts/300.tlog-proof")]
    [InlineData("receipts/9223372036854775807.tlog-proof")]
    public async Task Get_WhatTheLogHasNotYet_IsAProblem404(string resource)
    {
        using HttpResponseMessage answer = await Host.GetAsync(resource);

        await AssertProblemAsync(answer, HttpStatusCode.NotFound);
        Assert.Null(answer.Headers.ETag);
        Assert.Contains("no-store", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(TlogPathTests.Bad), MemberType = typeof(TlogPathTests))]
    public async Task Get_NearlyAPath_IsNoAnswer(string path)
    {
        if (!path.StartsWith("/tlog", StringComparison.OrdinalIgnoreCase) || path.Contains('#', StringComparison.Ordinal))
            return; // not ours to answer
        bool isOnlyQuery = path.EndsWith('?');

        int status = await RawRequest.StatusAsync(Host.Address, path);

        Assert.True(status is 404 or 400 || isOnlyQuery, $"{status}");
    }

    [Fact]
    public async Task Get_UnknownDatabase_IsAProblem404()
    {
        foreach (string path in (string[])["/tlog/systemdb/checkpoint", "/tlog/other/tile/0/000"])
            await AssertProblemAsync(await Host.SendAsync(HttpMethod.Get, path), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Post_Resource_Is405()
    {
        using HttpResponseMessage answer = await Host.SendAsync(HttpMethod.Post, TlogHost.Prefix + "checkpoint");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Receipt_OfAKey_IsOfItsNewestVersion()
    {
        string text = await Host.Client.GetStringAsync($"{TlogHost.Prefix}receipts?key={Convert.ToBase64String("key-17"u8).TrimEnd('=')}&extra=entry", Ct);

        Assert.Equal(TlogProofFault.None, TlogProof.TryParse(Encoding.UTF8.GetBytes(text), out TlogProof? receipt));
        Assert.Equal(17u, receipt!.Index);
        Assert.Equal(TlogProofFault.None, receipt.Verify(receipt.Extra.Span, VerifierKey.TryParse(Host.KeyText)!, out _));
        Assert.True(StrangersTree.Holds(text, receipt.Extra.ToArray(), Host.KeyText, out _));
    }

    [Theory]
    [InlineData("receipts", HttpStatusCode.BadRequest)]
    [InlineData("receipts?key=", HttpStatusCode.BadRequest)]
    [InlineData("receipts?key=a2V5==", HttpStatusCode.BadRequest)]
    [InlineData("receipts?key=a2V5&key=a2V5", HttpStatusCode.BadRequest)]
    [InlineData("receipts?key=%21", HttpStatusCode.BadRequest)]
    [InlineData("receipts?key=a2V5LTE3&extra=all", HttpStatusCode.BadRequest)]
    [InlineData("receipts/0.tlog-proof?extra=", HttpStatusCode.BadRequest)]
    [InlineData("receipts/0.tlog-proof?extra=entry&extra=entry", HttpStatusCode.BadRequest)]
    [InlineData("receipts/0.tlog-proof?key=a2V5LTE3", HttpStatusCode.BadRequest)]
    [InlineData("receipts?key=bm8ga2V5", HttpStatusCode.NotFound)]
    public async Task Receipt_QueryThatSaysNoEntry_IsAProblem(string resource, HttpStatusCode expected) =>
        await AssertProblemAsync(await Host.GetAsync(resource), expected);

    internal static async Task<string> AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        string body = await answer.Content.ReadAsStringAsync(Ct);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        using JsonDocument problem = JsonDocument.Parse(body);
        Assert.Equal((int)expected, problem.RootElement.GetProperty("status").GetInt32());
        answer.Dispose();
        return body;
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var bytes = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(bytes);
        return bytes.ToArray();
    }
}
