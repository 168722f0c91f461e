using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Parley.Records;

namespace Parley.Node.Keys;

/// <summary>The node's TLS certificate: P-256, signed by itself, believed for its key only, which the card names.</summary>
public static class TlsIdentity
{
    /// <summary>Makes a key and certificate and writes both, for the owner's eyes only.</summary>
    public static X509Certificate2 Create(string path, PartyId party, TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={party}", key, HashAlgorithmName.SHA256);
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(30));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(path, options))
            writer.Write(certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return Read(path);
    }

    /// <summary>Reads the certificate with its key.</summary>
    public static X509Certificate2 Read(string path) => X509Certificate2.CreateFromPemFile(path);

    /// <summary>SHA-256 of the certificate's SubjectPublicKeyInfo: what a card pins.</summary>
    public static Digest PinOf(X509Certificate2 certificate) => Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());
}
