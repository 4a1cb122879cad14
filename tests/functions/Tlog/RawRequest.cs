using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace ImmuFunctions.Functions.Tests.Tlog;

/// <summary>Sends a path as it is: .NET's client would tidy it up first.</summary>
internal static class RawRequest
{
    /// <summary>The status that a request for <paramref name="target"/> is answered with.</summary>
    public static async Task<int> StatusAsync(Uri address, string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, TlogHost.Ct);
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"GET {target} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"), TlogHost.Ct);
        using var answer = new StreamReader(stream, Encoding.Latin1);
        string status = await answer.ReadLineAsync(TlogHost.Ct) ?? "";
        return int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
