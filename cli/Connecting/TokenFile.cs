using System.Buffers.Binary;
using System.Text;
using ImmuFunctions.Cli.Output;

namespace ImmuFunctions.Cli.Connecting;

/// <summary>What a login leaves behind for the next command, in the form of immudb's clients.</summary>
/// <param name="Database">The database selected; empty after a login that selected none.</param>
/// <param name="Token">Without <c>Bearer</c>.</param>
/// <remarks>Spec section 12.3: <c>u64be(len(database)) ‖ database ‖ token</c>.</remarks>
internal sealed record TokenFile(string Database, string Token)
{
    /// <summary>The name in the home folder, where none is given.</summary>
    public const string DefaultName = "token";

    private const int LengthBytes = sizeof(ulong);
    private const int MostBytes = 1 << 16;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the file's content.</summary>
    /// <param name="content">From anywhere.</param>
    /// <returns>Null if it is none.</returns>
    public static TokenFile? Parse(ReadOnlySpan<byte> content)
    {
        if (content.Length is < LengthBytes or > MostBytes)
            return null;
        ulong length = BinaryPrimitives.ReadUInt64BigEndian(content);
        ReadOnlySpan<byte> rest = content[LengthBytes..];
        if (length > (ulong)rest.Length)
            return null;
        try
        {
            return new TokenFile(Strict.GetString(rest[..(int)length]), Strict.GetString(rest[(int)length..]));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>The file's content.</summary>
    public byte[] Format()
    {
        byte[] database = Encoding.UTF8.GetBytes(Database);
        byte[] token = Encoding.UTF8.GetBytes(Token);
        var content = new byte[LengthBytes + database.Length + token.Length];
        BinaryPrimitives.WriteUInt64BigEndian(content, (ulong)database.Length);
        database.CopyTo(content, LengthBytes);
        token.CopyTo(content, LengthBytes + database.Length);
        return content;
    }

    /// <summary>Reads a file.</summary>
    /// <returns>Null if there is none.</returns>
    /// <exception cref="FailureException">It is no token file.</exception>
    public static TokenFile? Read(string path)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return Parse(content) ?? throw FailureException.WrongUse($"{path} is no token file: log in again, or remove it");
    }

    /// <summary>Writes a file that only its owner may read.</summary>
    public void Write(string path)
    {
        // A new file takes the old one's place: what was readable by others before would stay so.
        string unfinished = $"{path}.{Environment.ProcessId}.tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(unfinished, options))
            file.Write(Format());
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Not the token.</summary>
    public override string ToString() => $"a token for {(Database.Length == 0 ? "no database" : Database)}";
}
