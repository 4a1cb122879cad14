// The processes under test would wait for one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
