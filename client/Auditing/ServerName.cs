namespace ImmuFunctions.Client.Auditing;

/// <summary>What stands for the identity of a ledger that does not name itself.</summary>
/// <remarks>Spec section 1.1.</remarks>
public static class ServerName
{
    /// <summary>A name from an address: <c>127.0.0.1:3322</c> becomes <c>127-0-0-1_3322</c>.</summary>
    public static string OfAddress(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Replace('.', '-').Replace(':', '_');
    }
}
