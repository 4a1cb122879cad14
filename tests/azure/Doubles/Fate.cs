namespace ImmuFunctions.Azure.Tests.Doubles;

/// <summary>What <see cref="FaultProxy"/> does with a request.</summary>
/// <param name="ReachesServer">Whether the server gets it and does what it asks.</param>
/// <param name="ComesBack">Whether the server's answer is passed on; otherwise the connection breaks.</param>
internal sealed record Fate(bool ReachesServer, bool ComesBack)
{
    public static Fate Pass { get; } = new(true, true);

    public static Fate LoseAnswer { get; } = new(true, false);

    public static Fate LoseRequest { get; } = new(false, false);

    public static Fate HangAfterwards { get; } = new(true, false) { Hangs = true };

    public static Fate Garble { get; } = new(true, true) { IsGarbled = true };

    /// <summary>If not 0, the answer that the proxy gives in the server's place.</summary>
    public int Status { get; private init; }

    public string? Code { get; private init; }

    public string? RetryAfter { get; init; }

    /// <summary>No answer and no end, until the client gives up.</summary>
    public bool Hangs { get; private init; }

    /// <summary>Whether the last byte of the answer's body is changed.</summary>
    public bool IsGarbled { get; private init; }

    public static Fate Answer(int status, string? code = null) => new(false, false) { Status = status, Code = code };
}
