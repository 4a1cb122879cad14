using ImmuFunctions.Simulator.World;

int from = int.Parse(args[0]), to = int.Parse(args[1]);
bool trace = args.Length > 2;
var watch = System.Diagnostics.Stopwatch.StartNew();
for (int seed = from; seed <= to; seed++)
{
    long before = watch.ElapsedMilliseconds;
    SeedResult result = Simulation.Run(seed, trace ? Console.Out : null);
    Console.WriteLine($"{seed} {result.TraceHash} {watch.ElapsedMilliseconds - before} ms, {result.Events} events, {result.StoreCalls} calls, {result.Entries} entries, {result.VirtualTime.TotalSeconds:f0} s; {string.Join(" | ", result.Violations)}");
}

return 0;
