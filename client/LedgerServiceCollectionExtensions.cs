using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImmuFunctions.Client;

/// <summary>Ledgers as services.</summary>
public static class LedgerServiceCollectionExtensions
{
    /// <summary>Adds a <see cref="LazyLedger"/> for the whole program. It logs where the program logs, and takes the program's <see cref="TimeProvider"/> if there is one.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="address">See <see cref="LedgerAddress"/>.</param>
    /// <param name="configure">Changes the options; null for the defaults.</param>
    /// <exception cref="FormatException">The address is none.</exception>
    public static IServiceCollection AddLedgerClient(this IServiceCollection services, string address, Action<LedgerClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        LedgerAddress.Parse(address);
        return services.AddSingleton(provider =>
        {
            var options = new LedgerClientOptions { Loggers = provider.GetService<ILoggerFactory>(), Time = provider.GetService<TimeProvider>() ?? TimeProvider.System };
            configure?.Invoke(options);
            return new LazyLedger(address, options);
        });
    }
}
