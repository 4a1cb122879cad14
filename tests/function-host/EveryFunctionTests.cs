using ImmuFunctions.HostEmulator.Tests.Deployments;
using ImmuFunctions.HostEmulator.Tests.Emulator;
using ImmuFunctions.HostEmulator.Tests.Exercises;

namespace ImmuFunctions.HostEmulator.Tests;

/// <summary>Every function of what is published, called as Azure calls it.</summary>
public sealed class EveryFunctionTests(Deployment deployment)
{
    [Fact]
    public void Exercises_ForFunctions_AreThereForEachAndNoOther() =>
        Assert.Equal(deployment.Functions.Select(f => f.Name), AllExercises.Of.Select(e => e.Function).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task Functions_BehindTheHost_AllDoWhatTheyAreFor()
    {
        using var folder = new TemporaryFolder();
        await using FunctionsHost host = await FunctionsHost.StartAsync(deployment, Settings.Of(folder.File("data"), folder.WriteKey()));
        var session = new Session();

        foreach (Exercise exercise in AllExercises.Of)
        {
            int before = host.Calls.GetValueOrDefault(exercise.Function);
            await exercise.RunAsync(host, session);
            Assert.True(host.Calls.GetValueOrDefault(exercise.Function) > before, $"the exercise of {exercise.Function} reached another function");
        }

        Assert.Equal(0, await host.Handler.StopAsync());
        Assert.Empty(host.Handler.Errors);
    }
}
