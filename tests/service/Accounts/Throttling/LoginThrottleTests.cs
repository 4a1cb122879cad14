using System.Net;
using System.Text;
using ImmuFunctions.Service.Accounts.Throttling;
using ImmuFunctions.Service.Tests.Serving;
using Xunit;

namespace ImmuFunctions.Service.Tests.Accounts.Throttling;

public sealed class LoginThrottleTests
{
    private static readonly IPAddress Here = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress There = IPAddress.Parse("198.51.100.9");
    private readonly ManualTime _time = new();
    private readonly LoginThrottle _throttle;

    public LoginThrottleTests() => _throttle = new LoginThrottle(_time);

    [Fact]
    public void MayTry_FailuresOfOneUserFromOneAddress_WaitLongerAndLongerUpToAMinute()
    {
        var waits = new List<double>();
        for (int i = 0; i < LoginThrottle.FreeOfPair + 9; i++)
        {
            Assert.Null(MayTry("alice", Here));
            _throttle.NoteFailure("alice"u8, Here);
            TimeSpan wait = MayTry("alice", Here, book: false) ?? TimeSpan.Zero;
            waits.Add(wait.TotalSeconds);
            _time.Pass(wait);
        }

        Assert.Equal([.. Enumerable.Repeat(0.0, LoginThrottle.FreeOfPair), 1, 2, 4, 8, 16, 32, 60, 60, 60], waits);
    }

    [Fact]
    public void MayTry_BeforeItsTime_IsRefusedAndMakesNothingWorse()
    {
        Fail("alice", Here, LoginThrottle.FreeOfPair + 1);

        for (int i = 0; i < 100; i++)
            Assert.Equal(TimeSpan.FromSeconds(1), MayTry("alice", Here));
        _time.Pass(TimeSpan.FromSeconds(1));

        Assert.Null(MayTry("alice", Here));
    }

    [Fact]
    public void MayTry_WaitBeginsWhenThePasswordWasFoundWrong()
    {
        Fail("alice", Here, LoginThrottle.FreeOfPair);
        Assert.Null(MayTry("alice", Here));
        _time.Pass(TimeSpan.FromSeconds(0.5));
        _throttle.NoteFailure("alice"u8, Here);

        Assert.Equal(TimeSpan.FromSeconds(1), MayTry("alice", Here));
    }

    [Fact]
    public void MayTry_ManyAtOnce_LetsNoMoreThroughThanOneByOne() =>
        Assert.Equal(LoginThrottle.FreeOfPair + 1, Enumerable.Range(0, 100).Count(_ => MayTry("alice", Here) is null));

    [Fact]
    public void MayTry_QuarterOfAnHourLater_StartsAfresh()
    {
        Fail("alice", Here, LoginThrottle.FreeOfPair + 1);
        _time.Pass(LoginThrottle.Memory);

        Fail("alice", Here, LoginThrottle.FreeOfPair);

        Assert.Null(MayTry("alice", Here));
    }

    [Fact]
    public void NoteSuccess_ForgetsTheFailuresOfThatPairOnly()
    {
        Fail("alice", Here, LoginThrottle.FreeOfPair);
        Fail("alice", There, LoginThrottle.FreeOfPair + 1);
        Assert.Null(MayTry("alice", Here));
        _throttle.NoteSuccess("alice"u8, Here);

        Fail("alice", Here, LoginThrottle.FreeOfPair);
        Assert.Null(MayTry("alice", Here));
        Assert.NotNull(MayTry("alice", There));
    }

    [Fact]
    public void NoteUndecided_IsAsIfThereHadBeenNoTry()
    {
        for (int i = 0; i < 1000; i++)
        {
            Assert.Null(MayTry("alice", Here));
            _throttle.NoteUndecided("alice"u8, Here);
        }

        Assert.Equal(0, _throttle.Count);
    }

    [Fact]
    public void NoteSuccess_ManyLogins_NeverWait()
    {
        for (int i = 0; i < 1000; i++)
        {
            Assert.Null(MayTry("alice", Here));
            _throttle.NoteSuccess("alice"u8, Here);
        }
    }

    [Fact]
    public void MayTry_GuessesFromManyAddresses_WaitToo()
    {
        for (int i = 0; i <= LoginThrottle.FreeOfUser; i++)
            Fail("alice", AddressOf(i), 1);

        Assert.NotNull(MayTry("alice", There));
        Assert.Null(MayTry("bob", There));
    }

    [Fact]
    public void MayTry_OthersGuess_LetsTheUserInFromWhereItLoggedInBefore()
    {
        Assert.Null(MayTry("alice", Here));
        _throttle.NoteSuccess("alice"u8, Here);
        _time.Pass(TimeSpan.FromHours(23));
        for (int i = 0; i <= LoginThrottle.FreeOfUser; i++)
            Fail("alice", AddressOf(i), 1);
        Fail("mallory", Here, LoginThrottle.FreeOfPair + 1);

        Assert.NotNull(MayTry("alice", There));
        Assert.Null(MayTry("alice", Here));
        Fail("alice", Here, LoginThrottle.FreeOfPair);
        Assert.NotNull(MayTry("alice", Here));
    }

    [Fact]
    public void MayTry_ManyUsersFromOneAddress_Wait()
    {
        for (int i = 0; i <= LoginThrottle.FreeOfAddress; i++)
            Fail($"user{i}", Here, 1);

        Assert.NotNull(MayTry("alice", Here));
        Assert.Null(MayTry("alice", There));
    }

    [Fact]
    public void MayTry_AddressNotKnown_IsNotOneAddress()
    {
        for (int i = 0; i < 1000; i++)
            Fail($"user{i}", null, 1);

        Assert.Null(MayTry("alice", null));
        Fail("bob", null, LoginThrottle.FreeOfPair + 1);
        Assert.NotNull(MayTry("bob", null));
    }

    [Theory]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("4.0.0.0", "400::", false)]
    public void MayTry_Addresses_CountByWhoCanHaveThem(string one, string other, bool isSame)
    {
        Fail("alice", IPAddress.Parse(one), LoginThrottle.FreeOfPair + 1);

        Assert.Equal(isSame, MayTry("alice", IPAddress.Parse(other)) is not null);
    }

    [Fact]
    public void MayTry_AMillionNames_KeepsABoundedNumber()
    {
        const int Capacity = 1024;
        var throttle = new LoginThrottle(_time, Capacity);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        byte[] name = new byte[64];
        for (int i = 0; i < 1_000_000; i++)
        {
            BitConverter.TryWriteBytes(name, i);
            Assert.Null(throttle.MayTry(name, AddressOf(i)));
            throttle.NoteFailure(name, AddressOf(i));
        }

        Assert.Equal(3 * Capacity, throttle.Count);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 16 << 20);
    }

    private static IPAddress AddressOf(int i) => new([10, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);

    private TimeSpan? MayTry(string user, IPAddress? address, bool book = true)
    {
        TimeSpan? wait = _throttle.MayTry(Encoding.UTF8.GetBytes(user), address);
        if (wait is null && !book)
            _throttle.NoteUndecided(Encoding.UTF8.GetBytes(user), address);
        return wait;
    }

    private void Fail(string user, IPAddress? address, int times)
    {
        for (int i = 0; i < times; i++)
        {
            Assert.Null(MayTry(user, address));
            _throttle.NoteFailure(Encoding.UTF8.GetBytes(user), address);
        }
    }
}
