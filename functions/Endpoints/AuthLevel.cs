namespace ImmuFunctions.Functions.Endpoints;

/// <summary>Which key the Functions host asks for before it passes a request on. Keys of this kind come on top of the ledger's own login.</summary>
internal enum AuthLevel
{
    /// <summary>None.</summary>
    Anonymous,

    /// <summary>The function's own key, or one for all functions.</summary>
    Function,
}
