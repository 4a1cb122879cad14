using ImmuFunctions.Client.Trust;

namespace ImmuFunctions.Client.Verification;

/// <summary>Which remembered root a call is held against.</summary>
/// <param name="Roots">Where it is remembered.</param>
/// <param name="Database">The database that the caller's token selects.</param>
public sealed record RootScope(ITrustedRoots Roots, string Database);
