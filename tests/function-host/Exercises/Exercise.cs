using ImmuFunctions.HostEmulator.Tests.Emulator;

namespace ImmuFunctions.HostEmulator.Tests.Exercises;

/// <summary>What is tried of one function.</summary>
/// <param name="Function">Its name.</param>
/// <param name="RunAsync">Calls it and checks the answer. The exercises run in the order of <see cref="AllExercises"/>, on one ledger.</param>
internal sealed record Exercise(string Function, Func<FunctionsHost, Session, Task> RunAsync);
