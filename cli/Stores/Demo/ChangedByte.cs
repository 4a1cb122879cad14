namespace ImmuFunctions.Cli.Stores.Demo;

/// <summary>What somebody does who can write to the disk.</summary>
/// <param name="File">Which file was changed.</param>
/// <param name="Offset">Which byte of it.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is.</param>
internal sealed record ChangedByte(string File, long Offset, byte Before, byte After)
{
    /// <summary>Changes the first letter of a text in the log of a folder.</summary>
    /// <param name="folder">Holds segments somewhere below.</param>
    /// <param name="text">The text; its last place in the log is changed.</param>
    /// <param name="letter">The letter to write there.</param>
    /// <returns>Null if no segment has the text.</returns>
    public static ChangedByte? Make(string folder, ReadOnlySpan<byte> text, byte letter)
    {
        foreach (string file in Directory.EnumerateFiles(folder, "*.seg", SearchOption.AllDirectories))
        {
            byte[] bytes = System.IO.File.ReadAllBytes(file);
            int at = bytes.AsSpan().LastIndexOf(text);
            if (at < 0)
                continue;
            using FileStream stream = new(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            stream.Position = at;
            stream.WriteByte(letter);
            return new ChangedByte(file, at, bytes[at], letter);
        }

        return null;
    }
}
