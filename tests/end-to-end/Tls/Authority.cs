using ImmuFunctions.EndToEnd.Tests.Clients;
using ImmuFunctions.EndToEnd.Tests.Hosting;

namespace ImmuFunctions.EndToEnd.Tests.Tls;

/// <summary>A certificate authority of the <c>openssl</c> command, in a folder of its own.</summary>
internal sealed class Authority
{
    private const string Config = """
        [req]
        distinguished_name = name
        prompt = no
        [name]
        CN = test
        [root]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign, cRLSign
        subjectKeyIdentifier = hash
        [ca]
        default_ca = here
        [here]
        new_certs_dir = .
        database = index.txt
        rand_serial = yes
        default_md = sha256
        policy = any
        unique_subject = no
        default_days = 30
        [any]
        commonName = supplied
        """;

    private readonly string _folder;
    private readonly string _chain;

    private Authority(string folder, string chain)
    {
        _folder = folder;
        _chain = chain;
    }

    /// <summary>Path of its certificate.</summary>
    public string Certificate => Path.Combine(_folder, "authority.pem");

    /// <summary>Path of its key.</summary>
    public string KeyPath => Path.Combine(_folder, "authority.key");

    /// <summary>Makes a root.</summary>
    public static async Task<Authority> RootAsync(TemporaryFolder folder, string name)
    {
        Authority authority = Prepare(folder, name, "");
        await authority.RunAsync(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", $"/CN={name}", "-config", "ca.cnf", "-extensions", "root",
            "-keyout", authority.KeyPath, "-out", authority.Certificate);
        return authority;
    }

    /// <summary>Makes an authority that this one vouches for.</summary>
    public async Task<Authority> IntermediateAsync(TemporaryFolder folder, string name)
    {
        KeyPair pair = await IssueAsync(name, "basicConstraints=critical,CA:TRUE,pathlen:0", "keyUsage=critical,keyCertSign,cRLSign");
        string own = await File.ReadAllTextAsync(pair.Certificate);
        Authority authority = Prepare(folder, name, own);
        pair.CopyOver(new KeyPair(authority.Certificate, authority.KeyPath));
        return authority;
    }

    /// <summary>Makes a key and a certificate for it.</summary>
    /// <param name="name">Of the files, and the certificate's common name.</param>
    /// <param name="extensions">Lines of openssl's extension file, such as <c>extendedKeyUsage=clientAuth</c>.</param>
    public Task<KeyPair> IssueAsync(string name, params string[] extensions) => IssueAsync(name, expired: false, extensions);

    /// <summary>Makes a key and a certificate for it that was valid once.</summary>
    public Task<KeyPair> IssueExpiredAsync(string name, params string[] extensions) => IssueAsync(name, expired: true, extensions);

    private static Authority Prepare(TemporaryFolder folder, string name, string chain)
    {
        string place = Directory.CreateDirectory(folder.File(name)).FullName;
        File.WriteAllText(Path.Combine(place, "ca.cnf"), Config);
        File.WriteAllText(Path.Combine(place, "index.txt"), "");
        return new Authority(place, chain);
    }

    private async Task<KeyPair> IssueAsync(string name, bool expired, string[] extensions)
    {
        string File(string ending) => Path.Combine(_folder, name + ending);
        string[] dates = expired ? ["-startdate", "20200101000000Z", "-enddate", "20200201000000Z"] : [];
        await System.IO.File.WriteAllLinesAsync(File(".ext"), extensions);
        await RunAsync("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", File(".key"));
        await RunAsync("req", "-new", "-key", File(".key"), "-subj", $"/CN={name}", "-config", "ca.cnf", "-out", File(".csr"));
        await RunAsync([
            "ca", "-batch", "-notext", "-config", "ca.cnf", "-cert", Certificate, "-keyfile", KeyPath, "-in", File(".csr"), "-out", File(".pem"),
            "-extfile", File(".ext"), .. dates]);
        await System.IO.File.AppendAllTextAsync(File(".pem"), _chain);
        return new KeyPair(File(".pem"), File(".key"));
    }

    private async Task RunAsync(params string[] arguments)
    {
        (int exitCode, string output) = await ExternalProgram.RunAsync(_folder, "openssl", arguments);
        Assert.True(exitCode == 0, $"openssl {string.Join(' ', arguments)} failed:\n{output}");
    }
}
