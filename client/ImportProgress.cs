namespace ImmuFunctions.Client;

/// <summary>How far an import has come; told after each batch that is written and proved, in the batches' order.</summary>
/// <param name="Written">Entries from the start of the source, those passed over included, that are all written and proved: where to resume.</param>
/// <param name="Bytes">Bytes of keys and values written by this import.</param>
/// <param name="LastIndex">Index of the last entry of these.</param>
public readonly record struct ImportProgress(ulong Written, long Bytes, ulong LastIndex);
