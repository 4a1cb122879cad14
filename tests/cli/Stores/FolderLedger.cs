using Xunit;

namespace ImmuFunctions.Cli.Tests.Stores;

/// <summary>A ledger in a folder, with a terminal for commands about it.</summary>
internal sealed class FolderLedger : IDisposable
{
    public FolderLedger()
    {
        PublicKey = ServedLedger.MakeKey(Terminal.Home["key.pem"]);
    }

    public TestTerminal Terminal { get; } = new();

    public string Folder => Terminal.Home["ledger"];

    public string PublicKey { get; }

    public string this[string name] => Terminal.Home[name];

    /// <summary>Starts a server over the folder, or over another.</summary>
    public async Task<ServedLedger> ServeAsync(string? folder = null)
    {
        ServedLedger served = await ServedLedger.StartAsync(null, ("store", "folder"), ("dir", folder ?? Folder), ("signingKey", Terminal.Home["key.pem"]), ("value-index", "false"));
        Terminal.Variables["IMMU_SERVER"] = served.Address();
        return served;
    }

    /// <summary>Imports rows <c>[from, to)</c>, with its server started for it.</summary>
    public async Task FillAsync(int from = 0, int to = 20)
    {
        await using ServedLedger served = await ServeAsync();
        string file = Rows(from, to);
        Assert.Equal(0, await RunAsync("import", file, "--batch", "5", "--in-flight", "1"));
        File.Delete(file);
    }

    /// <summary>Writes rows to a file.</summary>
    public string Rows(int from, int to, string name = "rows.csv")
    {
        File.WriteAllLines(this[name], Enumerable.Range(from, to - from).Select(i => $"key-{i},value-{i}").Prepend("key,value"));
        return this[name];
    }

    /// <summary>Runs a command; what was written before is forgotten.</summary>
    public Task<int> RunAsync(params string[] arguments)
    {
        Terminal.Clear();
        return Terminal.RunAsync(arguments);
    }

    /// <summary>Has the doctor look at the folder, and holds it to what it says.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="said">Parts of what is printed.</param>
    public async Task LookAsync(int code, params string[] said)
    {
        int ended = await RunAsync("doctor", "--dir", Folder, "--output", "json");
        Assert.True(ended == code, $"{ended}: {Terminal.Output}{Terminal.Error}");
        Assert.All(said, part => Assert.Contains(part, Terminal.Output));
    }

    /// <summary>The segment with the first entry.</summary>
    public string Segment(string? folder = null) => Path.Join(folder ?? Folder, "defaultdb", "log", "00000000000000000000.seg");

    /// <summary>Changes the first byte of a text in the log.</summary>
    public void Change(string text)
    {
        byte[] bytes = File.ReadAllBytes(Segment());
        bytes[bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text))] ^= 1;
        File.WriteAllBytes(Segment(), bytes);
    }

    public void Dispose() => Terminal.Dispose();
}
