using Spectre.Console;

namespace ImmuFunctions.Bench.Reporting;

/// <summary>Shows how far work is: a bar on a terminal, elsewhere a line every few seconds.</summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan BetweenBars = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);

    /// <summary>Runs <paramref name="work"/> on the thread pool and shows its count until it ends.</summary>
    /// <param name="title">What is done, in a few words.</param>
    /// <param name="total">What the count ends at; null if that is not known.</param>
    /// <param name="work">Adds to the count as it goes on.</param>
    public static async Task<T> ShowAsync<T>(string title, long? total, Func<ProgressCount, Task<T>> work)
    {
        var count = new ProgressCount();
        var running = Task.Run(() => work(count));
        if (AnsiConsole.Profile.Out.IsTerminal)
            await ShowBarAsync(title, total, count, running);
        else
            await ShowLinesAsync(title, total, count, running);
        return await running;
    }

    private static Task ShowBarAsync(string title, long? total, ProgressCount count, Task running) =>
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(async display =>
            {
                var bar = display.AddTask(Markup.Escape(title), maxValue: total ?? 1);
                bar.IsIndeterminate = total is null;
                while (!await EndsWithinAsync(running, BetweenBars))
                {
                    bar.Description = $"{Markup.Escape(title)} {Figures.Count(count.Done)}";
                    if (total is not null)
                        bar.Value = count.Done;
                }

                bar.IsIndeterminate = false;
                bar.Value = bar.MaxValue;
            });

    private static async Task ShowLinesAsync(string title, long? total, ProgressCount count, Task running)
    {
        while (!await EndsWithinAsync(running, BetweenLines))
            Console.WriteLine(total is { } all ? $"{title}: {Figures.Count(count.Done)} of {Figures.Count(all)}" : $"{title}: {Figures.Count(count.Done)}");
    }

    private static async Task<bool> EndsWithinAsync(Task running, TimeSpan time)
    {
        await Task.WhenAny(running, Task.Delay(time));
        return running.IsCompleted;
    }
}
