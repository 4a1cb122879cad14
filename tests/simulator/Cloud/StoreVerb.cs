namespace ImmuFunctions.Simulator.Cloud;

/// <summary>What a host may ask of the cloud.</summary>
internal enum StoreVerb
{
    Create,
    Append,
    Read,
    Get,
    Put,
    Begin,
    Write,
    Commit,
    List,
    Delete,
}
