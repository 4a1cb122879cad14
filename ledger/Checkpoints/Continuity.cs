using ImmuFunctions.Core.Checkpoints;
using ImmuFunctions.Core.Hashing;

namespace ImmuFunctions.Ledger.Checkpoints;

/// <summary>Whether a log goes on from what was once said of it.</summary>
internal static class Continuity
{
    /// <summary>Checks that the first entries of <paramref name="now"/> are those of <paramref name="earlier"/>.</summary>
    /// <param name="earlier">Signed before.</param>
    /// <param name="now">The log.</param>
    /// <param name="whose">Where the earlier one comes from, for the message.</param>
    /// <param name="cancellationToken">Gives up reading tiles.</param>
    /// <exception cref="LedgerException">Corrupt: the log was cut back, or has another history.</exception>
    public static async ValueTask RequireAsync(Checkpoint earlier, Snapshot now, string whose, CancellationToken cancellationToken)
    {
        if (earlier.Size > now.Size)
        {
            throw Refusal(
                $"the log was set back: {whose} has {earlier.Size} entries and root {earlier.Root}, the log only {now.Size}, with root {now.Root}.");
        }

        // The tree is rebuilt from tiles that are themselves checked against the present root, so this is a consistency proof by its one end.
        Hash root = await now.RootAtAsync(earlier.Size, cancellationToken).ConfigureAwait(false);
        if (root != earlier.Root)
        {
            throw Refusal(
                $"the log has another history: {whose} says that its first {earlier.Size} entries have root {earlier.Root}, those in the log have root {root} (now {now.Size} entries, root {now.Root}).");
        }
    }

    private static LedgerException Refusal(string what) => LedgerException.Corrupt(
        what + " Nothing is signed. Stop writing and keep both for an investigation. If the log was restored from an old copy on purpose, delete the checkpoint and restart: whoever remembers a later one will refuse the log all the same.");
}
