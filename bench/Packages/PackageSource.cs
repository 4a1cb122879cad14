using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace ImmuFunctions.Bench.Packages;

/// <summary>Where package records come from: a file, or <c>apt-cache dumpavail</c>.</summary>
internal abstract class PackageSource
{
    /// <summary>The file, or the distribution's list if <paramref name="file"/> is null.</summary>
    public static PackageSource Of(string? file) => file is null ? new AptCache() : new ListFile(file);

    /// <summary>Whether there is at least one record.</summary>
    public abstract bool HasRecords();

    /// <summary>Reads the records one after the other.</summary>
    public abstract IAsyncEnumerable<PackageRecord> ReadAsync(CancellationToken cancellationToken);

    private sealed class ListFile(string path) : PackageSource
    {
        public override bool HasRecords() => File.Exists(path) && new FileInfo(path).Length > 0;

        public override async IAsyncEnumerable<PackageRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await using var stream = File.OpenRead(path);
            await foreach (var record in PackageReader.ReadAsync(stream, cancellationToken))
                yield return record;
        }
    }

    private sealed class AptCache : PackageSource
    {
        public override bool HasRecords()
        {
            if (TryStart() is not { } process)
                return false;
            using (process)
            {
                var any = process.StandardOutput.Read() >= 0;
                End(process);
                return any;
            }
        }

        public override async IAsyncEnumerable<PackageRecord> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var process = TryStart() ?? throw new BenchmarkException("there is no apt-cache here; give a list with --file");
            try
            {
                await foreach (var record in PackageReader.ReadAsync(process.StandardOutput.BaseStream, cancellationToken))
                    yield return record;
            }
            finally
            {
                End(process);
            }
        }

        private static Process? TryStart()
        {
            try
            {
                return Process.Start(new ProcessStartInfo("apt-cache", ["dumpavail"]) { RedirectStandardOutput = true });
            }
            catch (Win32Exception)
            {
                return null;
            }
        }

        private static void End(Process process)
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
