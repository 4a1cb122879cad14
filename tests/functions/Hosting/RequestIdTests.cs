using ImmuFunctions.Functions.Hosting.Requests;
using ImmuFunctions.Functions.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Functions.Tests.Hosting;

public sealed class RequestIdTests(FunctionHostFixture fixture) : IClassFixture<FunctionHostFixture>
{
    public static TheoryData<string> GoodNames => ["a", "8d1f-77.x_y~!", new string('x', RequestIds.MaxLength)];

    public static TheoryData<string> BadNames => ["", " ", "a b", new string('x', RequestIds.MaxLength + 1), "a\tb"];

    [Theory]
    [MemberData(nameof(GoodNames))]
    public async Task Get_WithAName_IsAnsweredUnderIt(string name) =>
        Assert.Equal(name, (await fixture.Host.GetAsync("/healthz", null, ("X-Request-Id", name))).Header("X-Request-Id"));

    [Theory]
    [MemberData(nameof(BadNames))]
    public async Task Get_WithABadName_GetsANewOne(string name) =>
        Assert.Matches("^[0-9a-f]{32}$", (await fixture.Host.GetAsync("/healthz", null, ("X-Request-Id", name))).Header("X-Request-Id"));

    [Fact]
    public async Task Get_WithoutAName_GetsOneOfItsOwn()
    {
        string? first = (await fixture.Host.GetAsync("/nowhere")).Header("X-Request-Id");
        string? second = (await fixture.Host.GetAsync("/nowhere")).Header("X-Request-Id");

        Assert.Matches("^[0-9a-f]{32}$", first);
        Assert.NotEqual(first, second);
    }
}
