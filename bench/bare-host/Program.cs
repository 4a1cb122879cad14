using System.Globalization;
using System.Net;

// What a custom handler of the Functions host is at least: a server that answers.
int port = int.Parse(Environment.GetEnvironmentVariable("FUNCTIONS_CUSTOMHANDLER_PORT") ?? "0", CultureInfo.InvariantCulture);
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
WebApplication app = builder.Build();
app.MapGet("/", (HttpContext context) => context.Response.WriteAsync("hello\n"));
app.Run();
