using ImmuFunctions.Azure.Blobs;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Blobs;

public sealed class BlobRouteTests
{
    [Theory]
    [InlineData("log/00000000000000000000.seg")]
    [InlineData("defaultdb/log/00000000000000000000.seg")]
    [InlineData("a/b/c/log/x.seg")]
    [InlineData("log/log/1.seg")]
    [InlineData("audit/defaultdb/2026-11.jsonl")]
    public void IsLog_Segment_IsTrue(string name) => Assert.True(BlobRoute.IsLog(name));

    [Theory]
    [InlineData("defaultdb/index/manifest")]
    [InlineData("defaultdb/index/0-9.run")]
    [InlineData("defaultdb/tile/0/x001/067")]
    [InlineData("immudb.identifier")]
    [InlineData("log/index/manifest")]
    [InlineData("log/settings")]
    [InlineData("blog/1.seg")]
    [InlineData("state/defaultdb")]
    [InlineData("audit/index/manifest")]
    [InlineData("x/audit/2026-11.jsonl")]
    [InlineData("logs/1.seg")]
    [InlineData("log/a/1.seg")]
    [InlineData("log.seg")]
    [InlineData("1.seg")]
    [InlineData("")]
    public void IsLog_AnythingElse_IsFalse(string name) => Assert.False(BlobRoute.IsLog(name));
}
