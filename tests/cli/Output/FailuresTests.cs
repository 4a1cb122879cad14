using ImmuFunctions.Cli.Output;
using ImmuFunctions.Client;
using ImmuFunctions.Client.Trust;
using ImmuFunctions.Ledger;
using ImmuFunctions.Protocol.Grpc;
using ImmuFunctions.Service.Hosting;
using Xunit;

namespace ImmuFunctions.Cli.Tests.Output;

/// <summary>docs/errors.md's exit codes, from every exception that a command may end with.</summary>
public sealed class FailuresTests
{
    [Theory]
    [InlineData(StatusCode.Unknown, "UNKNOWN", 1)]
    [InlineData(StatusCode.Cancelled, "CANCELLED", 1)]
    [InlineData(StatusCode.InvalidArgument, "INVALID_ARGUMENT", 2)]
    [InlineData(StatusCode.FailedPrecondition, "FAILED_PRECONDITION", 2)]
    [InlineData(StatusCode.NotFound, "NOT_FOUND", 3)]
    [InlineData(StatusCode.Aborted, "ABORTED", 4)]
    [InlineData(StatusCode.PermissionDenied, "PERMISSION_DENIED", 5)]
    [InlineData(StatusCode.Unauthenticated, "UNAUTHENTICATED", 5)]
    [InlineData(StatusCode.Unavailable, "UNAVAILABLE", 6)]
    [InlineData(StatusCode.ResourceExhausted, "RESOURCE_EXHAUSTED", 6)]
    [InlineData(StatusCode.DataLoss, "DATA_LOSS", 7)]
    public void Of_AnAnswersCode_IsItsNameAndExitCode(StatusCode code, string name, int exitCode)
    {
        var expected = new Failure(name, "text", exitCode);

        Assert.Equal(expected, Failures.Of(new RpcException(code, "text")));
        Assert.Equal(expected, Failures.Of(new LedgerClientException(code, "text")));
    }

    [Fact]
    public void Of_OtherFailures_AreWhatTheyMean()
    {
        Assert.Equal(7, Failures.Of(new LedgerException(LedgerErrorKind.Corrupt, "text"))!.ExitCode);
        Assert.Equal(4, Failures.Of(new LedgerException(LedgerErrorKind.Conflict, "text"))!.ExitCode);
        Assert.Equal(2, Failures.Of(new SettingException("text"))!.ExitCode);
        Assert.Equal(6, Failures.Of(new TrustedRootsException("text"))!.ExitCode);
        Assert.Equal(6, Failures.Of(new IOException("text"))!.ExitCode);
        Assert.Equal(1, Failures.Of(new OperationCanceledException())!.ExitCode);
        Assert.Null(Failures.Of(new InvalidOperationException("a fault of our own")));
    }

    [Fact]
    public void Write_Tampering_SaysWhatWasExpectedAndFoundInRed()
    {
        using var terminal = new TestTerminal { IsTerminal = true };
        Failure failure = Failures.Of(new TamperedException(VerificationCheck.Inclusion, "the leaf aa", "the leaf bb", 7))!;

        FailurePrinter.Write(terminal.Terminal(), OutputFormat.Plain, failure);

        Assert.Equal(7, failure.ExitCode);
        Assert.Contains("check:    Inclusion of entry 7\n", terminal.Error);
        Assert.Contains("\e[31mexpected: the leaf aa\e[0m\n", terminal.Error);
        Assert.Contains("\e[31mfound:    the leaf bb\e[0m\n", terminal.Error);
    }

    [Fact]
    public void Write_TamperingWithoutColour_HasNoEscapes()
    {
        using var terminal = new TestTerminal { IsTerminal = true };
        terminal.Variables["NO_COLOR"] = "1";

        FailurePrinter.Write(terminal.Terminal(), OutputFormat.Plain, Failures.Of(new TamperedException(VerificationCheck.Fork, "a", "b\e[0m"))!);

        Assert.DoesNotContain('\e', terminal.Error);
    }

    [Fact]
    public void Write_TamperingAsJson_HasTheCheck()
    {
        using var terminal = new TestTerminal();

        FailurePrinter.Write(terminal.Terminal(), OutputFormat.Json, Failures.Of(new TamperedException(VerificationCheck.Fork, "a", "b", 3))!);

        Assert.Equal(
            """{"error":{"code":"DATA_LOSS","message":"verification failed (Fork): expected a, found b","exitCode":7,"check":"Fork","expected":"a","found":"b","index":3}}""" + "\n",
            terminal.Error);
    }
}
