using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>immu doctor looks at a folder from outside: rights, space, clock, and what is missing as a whole.</summary>
public sealed class DoctorFolderTests : IDisposable
{
    private const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private readonly FolderLedger _ledger = new();

    public void Dispose() => _ledger.Dispose();

    [Theory, System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    [InlineData(ReadOnly, "cannot be written by anybody")]
    [InlineData(UnixFileMode.UserWrite, "cannot be read by anybody")]
    public async Task Doctor_PermissionsAllowNobody_EndsWith2AlsoForTheSuperuser(UnixFileMode mode, string said)
    {
        await _ledger.FillAsync();
        File.SetUnixFileMode(_ledger.Segment(), mode);

        await _ledger.LookAsync(2, $"{_ledger.Segment()} {said}", "chmod -R u+rwX");
    }

    [Theory]
    [InlineData(FileAccess.Write, "cannot be written by this user")]
    [InlineData(FileAccess.Read, "cannot be read by this user")]
    public async Task Doctor_UserMayNot_EndsWith2AndSaysHowMany(FileAccess access, string said)
    {
        await _ledger.FillAsync();
        string log = Path.Join(_ledger.Folder, "defaultdb", "log");
        _ledger.Terminal.IsForbidden = (path, how) => how == access && path.StartsWith(log, StringComparison.Ordinal);

        await _ledger.LookAsync(2, $"{log} and 2 more {said}"); // the segment and its mark
    }

    [Fact]
    public async Task Doctor_FileIsAFolder_EndsWith2AndIsNoMatterOfTheNetwork()
    {
        await _ledger.FillAsync();
        Directory.CreateDirectory(Path.Join(_ledger.Folder, "defaultdb", "index", "manifest"));

        await _ledger.LookAsync(2, "defaultdb could not be read: could not read defaultdb/index/manifest");
        Assert.DoesNotContain("unreachable", _ledger.Terminal.Output);
    }

    [Fact]
    public async Task Doctor_FolderIsAFile_EndsWith2()
    {
        await File.WriteAllTextAsync(_ledger.Folder, "", TestContext.Current.CancellationToken);

        await _ledger.LookAsync(2, "is a file, no folder");
    }

    [Fact]
    public async Task Doctor_DatabaseIsAFile_EndsWith2()
    {
        await _ledger.FillAsync();
        await File.WriteAllTextAsync(Path.Join(_ledger.Folder, "otherdb"), "", TestContext.Current.CancellationToken);

        await _ledger.LookAsync(2, "otherdb is a file, where the folder of a database of that name would be");
    }

    [Theory]
    [InlineData((1L << 30) - 1, true)]
    [InlineData(1L << 30, false)]
    public async Task Doctor_LittleSpace_WarnsAndEndsWith0(long left, bool warns)
    {
        await _ledger.FillAsync();
        _ledger.Terminal.FreeBytes = left;

        await _ledger.LookAsync(0, warns ? "has 1023 MiB left" : "nothing is wrong");
    }

    [Theory]
    [InlineData(10, "10 minutes from now")]
    [InlineData(1, "nothing is wrong")]
    public async Task Doctor_FileFromTheFuture_WarnsOfTheClock(int minutes, string said)
    {
        await _ledger.FillAsync();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        _ledger.Terminal.Time = new StandingTime(now);
        File.SetLastWriteTimeUtc(_ledger.Segment(), now.UtcDateTime.AddMinutes(minutes));

        await _ledger.LookAsync(0, said);
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("doctor")]
    public async Task Doctor_LogOfOneDatabaseDeleted_EndsWith7(string command)
    {
        await _ledger.FillAsync();
        Directory.Delete(Path.Join(_ledger.Folder, "defaultdb", "log"), recursive: true);

        Assert.Equal(7, await _ledger.RunAsync(command, "--dir", _ledger.Folder));
        Assert.Contains("the log was set back", _ledger.Terminal.Output);
    }

    private sealed class StandingTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
