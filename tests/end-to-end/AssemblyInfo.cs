// Each test runs a host of its own and some measure nothing but load it: one after the other keeps the machine theirs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
