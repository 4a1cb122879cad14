using Xunit;

namespace ImmuFunctions.Azure.Tests.KeyVault;

/// <summary>Sets environment variables, which are the whole process's: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ManagedIdentityCollection
{
    public const string Name = "managed identity";
}
