using System.Diagnostics;
using ImmuFunctions.Azure.Azurite;
using ImmuFunctions.Azure.Blobs;
using ImmuFunctions.Ledger;
using ImmuFunctions.Ledger.Storage;
using ImmuFunctions.Ledger.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImmuFunctions.Azure.Tests.Emulator;

public sealed class AzuriteServerTests
{
    private const string Segment = "log/0.seg";

    private static readonly AzuriteOptions Installed = new() { StartFolder = SharedAzurite.Installation };

    [Fact]
    public async Task Start_FolderKept_HasWhatWasWrittenBefore()
    {
        string folder = Directory.CreateTempSubdirectory("azurite-test-").FullName;
        try
        {
            AzureStoreOptions where = SharedAzurite.NewOptions();
            await using (AzuriteServer first = await AzuriteServer.StartAsync(Installed with { Folder = folder }, Ct))
            {
                await using AzureBlobStore store = await OpenAsync(first, where);
                await store.CreateAppendBlobAsync(Segment, Ct);
                Assert.Equal(AppendOutcome.Appended, await store.AppendAsync(Segment, 0, "abc"u8.ToArray(), Ct));
            }

            await using AzuriteServer second = await AzuriteServer.StartAsync(Installed with { Folder = folder }, Ct);
            await using AzureBlobStore again = await OpenAsync(second, where);
            Assert.Equal(3, await again.ReadAsync(Segment, 0, new byte[9], Ct));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Dispose_TemporaryFolder_EndsTheProcessAndLeavesNothing()
    {
        string[] before = Directory.GetDirectories(Path.GetTempPath(), "azurite-*");
        AzuriteServer server = await AzuriteServer.StartAsync(Installed, Ct);
        Assert.NotEmpty(Directory.GetDirectories(Path.GetTempPath(), "azurite-*").Except(before));
        using var process = Process.GetProcessById(server.ProcessId);

        await server.DisposeAsync();
        await server.DisposeAsync();

        Assert.True(process.HasExited);
    }

    [Fact]
    public async Task Start_PortTaken_SaysSo()
    {
        await using AzuriteServer first = await AzuriteServer.StartAsync(Installed with { InMemory = true }, Ct);

        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, () =>
            AzuriteServer.StartAsync(Installed with { InMemory = true, Port = first.Endpoint.Port }, Ct));

        Assert.Contains($"127.0.0.1:{first.Endpoint.Port}", e.Message, StringComparison.Ordinal);
        Assert.Contains("port is taken", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NoNode_SaysWhatToInstall()
    {
        LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, () => AzuriteServer.StartAsync(Installed with { SearchPath = "" }, Ct));

        Assert.Contains("node is not on the PATH", e.Message, StringComparison.Ordinal);
        Assert.Contains("Node.js 18", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_NotInstalledAndNoNpx_SaysWhatToInstall()
    {
        string empty = Directory.CreateTempSubdirectory("no-npx-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(empty, OperatingSystem.IsWindows() ? "node.exe" : "node"), "", Ct);

            LedgerException e = await Refusal.OfAsync(LedgerErrorKind.Unavailable, () =>
                AzuriteServer.StartAsync(new AzuriteOptions { StartFolder = empty, SearchPath = empty }, Ct));

            Assert.Contains("npx is not on the PATH", e.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }

    private static Task<AzureBlobStore> OpenAsync(AzuriteServer server, AzureStoreOptions where) =>
        AzureBlobStore.OpenAsync(server.ConnectionString, where, NullLoggerFactory.Instance, Ct);
}
