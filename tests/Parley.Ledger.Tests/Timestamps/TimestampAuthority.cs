using System.ComponentModel;
using System.Diagnostics;

namespace Parley.Ledger.Tests.Timestamps;

/// <summary>An RFC 3161 authority: <c>openssl ts</c> with certificates made for the test.</summary>
internal sealed class TimestampAuthority : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-tsa-");

    public TimestampAuthority()
    {
        File.WriteAllText(In("tsa.cnf"), """
            [tsa]
            default_tsa = one
            [one]
            serial = serial
            crypto_device = builtin
            default_policy = 1.2.3.4.1
            digests = sha256, sha512
            signer_digest = sha256
            accuracy = secs:1, millisecs:500
            ordering = no
            tsa_name = no
            ess_cert_id_chain = no
            ess_cert_id_alg = sha256
            """);
        File.WriteAllText(In("serial"), "01\n");
        Certificate("tsa", "critical,timeStamping", "-days 3650");
        Certificate("other", "critical,timeStamping", "-days 3650");
        Certificate("web", "serverAuth", "-days 3650");
    }

    public byte[] Pem(string name) => File.ReadAllBytes(In($"{name}.pem"));

    /// <summary>The response to a request.</summary>
    public byte[] Reply(byte[] request, string signer = "tsa")
    {
        File.WriteAllBytes(In("query"), request);
        Run($"ts -reply -config tsa.cnf -section one -queryfile query -signer {signer}.pem -inkey {signer}.key -out reply");
        return File.ReadAllBytes(In("reply"));
    }

    /// <summary>What OpenSSL itself says of a response to a request.</summary>
    public bool Verify(byte[] request, byte[] reply)
    {
        File.WriteAllBytes(In("query"), request);
        File.WriteAllBytes(In("reply"), reply);
        return Run("ts -verify -queryfile query -in reply -CAfile tsa.pem", throws: false).Contains("OK", StringComparison.Ordinal);
    }

    /// <summary>The token within a response.</summary>
    public byte[] Token(byte[] reply)
    {
        File.WriteAllBytes(In("reply"), reply);
        Run("ts -reply -in reply -token_out -out token");
        return File.ReadAllBytes(In("token"));
    }

    /// <summary>A response over any file by any hash.</summary>
    public byte[] Query(string arguments, byte[] data)
    {
        File.WriteAllBytes(In("data"), data);
        Run($"ts -query -data data {arguments} -cert -out made");
        return File.ReadAllBytes(In("made"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Certificate(string name, string usage, string valid) => Run(
        $"req -x509 -newkey rsa:2048 -nodes -keyout {name}.key -out {name}.pem -subj /CN=test-{name} {valid} -addext extendedKeyUsage={usage}");

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private string Run(string arguments, bool throws = true)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = _folder.FullName, RedirectStandardError = true, RedirectStandardOutput = true })!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd() + error.Result;
            process.WaitForExit();
            return process.ExitCode == 0 || !throws ? output : throw new InvalidOperationException($"openssl {arguments}: {output}");
        }
        catch (Win32Exception)
        {
            Assert.Skip("skipped: openssl is not here (apt-get install openssl)");
            throw;
        }
    }
}
