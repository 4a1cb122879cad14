using Xunit;

namespace ImmuFunctions.Ledger.Tests.Costs;

/// <summary>The tests that share the loaded ledgers.</summary>
[CollectionDefinition(Name)]
public sealed class LoadedLedgersCollection : ICollectionFixture<LoadedLedgers>
{
    /// <summary>What its classes are marked with.</summary>
    public const string Name = "loaded ledgers";
}
