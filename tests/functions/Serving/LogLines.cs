using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Functions.Tests.Serving;

/// <summary>Keeps what is logged, exceptions and scopes included.</summary>
internal sealed class LogLines : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public IReadOnlyList<string> All => [.. _lines.Select(line => line.Text)];

    /// <summary>Those of at least this level.</summary>
    public IReadOnlyList<string> From(LogLevel level) => [.. _lines.Where(line => line.Level >= level).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => lines._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            lines._scopes.ForEachScope((scope, all) => all.Add($"{scope}"), scopes);
            lines._lines.Enqueue((logLevel, $"{category} {eventId.Id} [{string.Join(' ', scopes)}] {formatter(state, exception)} {exception}"));
        }
    }
}
