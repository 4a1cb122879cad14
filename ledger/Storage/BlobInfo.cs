namespace ImmuFunctions.Ledger.Storage;

/// <summary>A blob as a listing shows it.</summary>
/// <param name="Name">Its whole name, ASCII, parts divided by '/'.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct BlobInfo(string Name, long Length);
