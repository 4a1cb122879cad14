using ImmuFunctions.HostEmulator.Tests.Deployments;

// One deployment for all tests, and one after the other: each runs processes of its own and some kill them.
[assembly: AssemblyFixture(typeof(Deployment))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]
