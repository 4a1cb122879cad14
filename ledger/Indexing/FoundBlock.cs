using ImmuFunctions.Core.Index;

namespace ImmuFunctions.Ledger.Indexing;

/// <summary>A block found in a page.</summary>
/// <param name="Directory">The page's directory.</param>
/// <param name="Number">The block's place in the page.</param>
/// <param name="Block">Null if the page's filter says that it need not be read.</param>
internal readonly record struct FoundBlock(PageDirectory Directory, int Number, RunBlock? Block);
