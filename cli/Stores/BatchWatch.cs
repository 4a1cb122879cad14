using ImmuFunctions.Client;

namespace ImmuFunctions.Cli.Stores;

/// <summary>Hears of each batch when it is written, before the next: other than <see cref="Progress{T}"/>, which tells later and in any order.</summary>
/// <param name="told">Called for each.</param>
internal sealed class BatchWatch(Action<ImportProgress> told) : IProgress<ImportProgress>
{
    /// <inheritdoc/>
    public void Report(ImportProgress value) => told(value);
}
