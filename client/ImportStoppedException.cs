namespace ImmuFunctions.Client;

/// <summary>The ledger would not go on with an import. Its code and text are those of the failure, which is the inner exception.</summary>
/// <param name="written">See <see cref="Written"/>.</param>
/// <param name="cause">What happened.</param>
public sealed class ImportStoppedException(ulong written, LedgerClientException cause)
    : LedgerClientException((cause ?? throw new ArgumentNullException(nameof(cause))).Code, cause.Message, cause)
{
    /// <summary>
    /// Entries from the start of the source, those passed over included, that are all written and proved: resume with
    /// <see cref="ImportOptions.Skip"/>. Batches that were under way may have been written too; those are then written again, as newer versions of the same values.
    /// </summary>
    public ulong Written => written;
}
