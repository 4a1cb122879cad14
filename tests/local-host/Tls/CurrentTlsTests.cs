using ImmuFunctions.LocalHost.Tls;
using Xunit;

namespace ImmuFunctions.LocalHost.Tests.Tls;

public sealed class CurrentTlsTests : IDisposable
{
    private const int Renewed = 22;
    private const int NotFitting = 23;
    private readonly PemFolder _files = new();
    private readonly ManualTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly CurrentTls _current;

    public CurrentTlsTests()
    {
        _current = new CurrentTls(TlsIdentity.Read(_files.Settings), _files.Settings, _time, _log);
    }

    [Fact]
    public void Identity_WithinTheInterval_IsNotReadAgain()
    {
        TlsIdentity before = _current.Identity;
        _files.Renew("second");
        _time.Pass(CurrentTls.Interval - TimeSpan.FromTicks(1));

        Assert.Same(before, _current.Identity);
        _time.Pass(TimeSpan.FromTicks(1));
        Assert.Equal("CN=second", Subject());
        Assert.Equal([Renewed], Events());
    }

    [Fact]
    public void Identity_SameContentWrittenAgain_StaysTheSame()
    {
        TlsIdentity before = _current.Identity;
        File.WriteAllBytes(_files.Settings.Key, File.ReadAllBytes(_files.Settings.Key));
        _time.Pass(CurrentTls.Interval);

        Assert.Same(before, _current.Identity);
        Assert.Empty(Events());
    }

    [Fact]
    public void Identity_OtherContentOfSameAgeAndLength_IsSeen()
    {
        string[] paths = [_files.Settings.Certificate, _files.Settings.Key];
        DateTime[] ages = [.. paths.Select(File.GetLastWriteTimeUtc)];
        _files.Renew("other");
        foreach ((string path, DateTime age) in paths.Zip(ages))
            File.SetLastWriteTimeUtc(path, age);
        _time.Pass(CurrentTls.Interval);

        Assert.Equal("CN=other", Subject());
    }

    [Fact]
    public void Identity_FilesThatDoNotFit_KeepsTheOldAndWarnsOncePerChange()
    {
        string good = File.ReadAllText(_files.Settings.Certificate);
        foreach (string bad in new[] { "", "", good[..100], good[..100], "" })
        {
            File.WriteAllText(_files.Settings.Certificate, bad);
            _time.Pass(CurrentTls.Interval);
            Assert.Equal("CN=first", Subject());
        }

        Assert.Equal([NotFitting, NotFitting, NotFitting], Events());
    }

    [Fact]
    public void Identity_FileGoneForAWhile_KeepsTheOldAndTakesTheNew()
    {
        File.Delete(_files.Settings.Key);
        for (var look = 0; look < 3; look++)
        {
            _time.Pass(CurrentTls.Interval);
            Assert.Equal("CN=first", Subject());
        }

        _files.Renew("second");
        _time.Pass(CurrentTls.Interval);
        Assert.Equal("CN=second", Subject());
        Assert.Equal([NotFitting, Renewed], Events());
    }

    [Fact]
    public void Identity_OldFilesPutBack_WarnsAnewOfTheSameFault()
    {
        string good = File.ReadAllText(_files.Settings.Certificate);
        foreach (string text in new[] { "", good, "" })
        {
            File.WriteAllText(_files.Settings.Certificate, text);
            _time.Pass(CurrentTls.Interval);
            Assert.Equal("CN=first", Subject());
        }

        Assert.Equal([NotFitting, NotFitting], Events());
    }

    [Fact]
    public void Identity_BundleReplaced_IsTaken()
    {
        ClientAuthorities? before = _current.Identity.Clients;
        File.AppendAllText(_files.Settings.ClientAuthorities!, File.ReadAllText(_files.Settings.Certificate));
        _time.Pass(CurrentTls.Interval);

        Assert.NotSame(before, _current.Identity.Clients);
        Assert.Equal(2, _current.Identity.Clients!.ToPolicy().CustomTrustStore.Count);
    }

    [Fact]
    public void Log_OfEverything_HoldsNoKey()
    {
        string key = File.ReadAllLines(_files.Settings.Key)[1];
        File.WriteAllText(_files.Settings.Certificate, File.ReadAllText(_files.Settings.Key));
        _time.Pass(CurrentTls.Interval);
        _ = _current.Identity;

        Assert.Equal([NotFitting], Events());
        Assert.All(_log.Lines, line => Assert.DoesNotContain(key, line.Text, StringComparison.Ordinal));
    }

    public void Dispose() => _files.Dispose();

    private string Subject() => _current.Identity.Server.TargetCertificate.Subject;

    // The first line is the start's own.
    private int[] Events() => [.. _log.Lines.Skip(1).Select(line => line.Id)];
}
