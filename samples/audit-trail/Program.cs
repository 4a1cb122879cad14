// An app whose every request is in a ledger: who, what, when, and how it ended.
//
//   dotnet run --project local-host                    (in another terminal)
//   dotnet run --project samples/audit-trail --urls http://127.0.0.1:5080

using System.Security.Claims;
using System.Text.Json;
using ImmuFunctions.Client;
using ImmuFunctions.Samples.AuditTrail;

WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddLedgerClient(builder.Configuration["Ledger"] ?? "immu://immudb:immudb@127.0.0.1:3322/defaultdb");
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AuditJson.Default));
WebApplication app = builder.Build();

// Stands for your own authentication: this one believes everybody.
app.Use((context, next) =>
{
    if (context.Request.Headers["X-User"] is [{ Length: > 0 } user])
        context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], "sample"));
    return next(context);
});
app.UseAuditTrail();

app.MapPost("/orders/{id}", (string id) => $"order {id} is placed\n");
app.MapDelete("/orders/{id}", (string id) => $"order {id} is cancelled\n");

// The newest hundred of a user, each proved. A record that was changed is an exception, and so an error: never a shorter list.
app.MapGet("/audit/{user}", async (string user, LazyLedger lazy, CancellationToken cancellationToken) =>
{
    LedgerClient ledger = await lazy.GetAsync(cancellationToken);
    var events = new List<AuditEvent>();
    await foreach (LedgerEntry entry in ledger.HistoryAsync(AuditTrailMiddleware.KeyOf(user), new ListOptions { Limit = 100 }, cancellationToken))
        events.Add(new AuditEvent(entry.Index, entry.Time, JsonSerializer.Deserialize(entry.Value.Span, AuditJson.Default.AuditRecord)));
    return events;
});

app.Run();
