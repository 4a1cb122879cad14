namespace ImmuFunctions.EndToEnd.Tests.Tampering;

/// <summary>Ways to damage a file. Each gives the path that a host should name.</summary>
internal static class Tamper
{
    /// <summary>Flips one bit of the byte at <paramref name="position"/> of the file, given as a fraction of its length in [0, 1].</summary>
    public static string Flip(string file, double position)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[(int)(position * (bytes.Length - 1))] ^= 0x20;
        File.WriteAllBytes(file, bytes);
        return file;
    }

    /// <summary>Removes the file.</summary>
    public static string Delete(string file)
    {
        File.Delete(file);
        return file;
    }

    /// <summary>Keeps only the first part of the file, given as a fraction of its length.</summary>
    public static string Truncate(string file, double kept)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength((long)(stream.Length * kept));
        return file;
    }

    /// <summary>Takes bytes off the end.</summary>
    public static string CutOff(string file, int count)
    {
        using var stream = File.OpenWrite(file);
        stream.SetLength(stream.Length - count);
        return file;
    }

    /// <summary>Copies a file to another name in its folder.</summary>
    public static string Duplicate(string file, string name)
    {
        var copy = Path.Combine(Path.GetDirectoryName(file)!, name);
        File.Copy(file, copy);
        return copy;
    }
}
