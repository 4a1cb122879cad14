using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Client.Verification;

/// <summary>A root of which is not known yet whether it is of the log that is trusted.</summary>
internal sealed class LooseEnd(TrustedRoot root)
{
    private readonly TaskCompletionSource<JoinResult> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TrustedRoot Root => root;

    /// <summary>What came of it.</summary>
    public Task<JoinResult> Result => _end.Task;

    public void End(JoinResult result) => _end.TrySetResult(result);

    public void Fail(Exception exception) => _end.TrySetException(exception);
}
