namespace ImmuFunctions.EndToEnd.Tests.Scale;

/// <summary>The tests that share one large folder.</summary>
[CollectionDefinition(Name)]
public sealed class LargeFolderCollection : ICollectionFixture<LargeFolder>
{
    /// <summary>What its classes are marked with.</summary>
    public const string Name = "large folder";
}
