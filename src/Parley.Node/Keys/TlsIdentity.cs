using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Parley.Records;

namespace Parley.Node.Keys;

/// <summary>The node's TLS certificate: P-256, signed by itself, believed for its key only, which the card names.</summary>
public static class TlsIdentity
{
    /// <summary>Makes a key and certificate and writes both, for the owner's eyes only.</summary>
    public static X509Certificate2 Create(string path, string name, TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(30));
        var pem = Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        PrivateFile.Create(path, pem);
        CryptographicOperations.ZeroMemory(pem);
        return Read(path);
    }

    /// <summary>Reads the certificate with its key.</summary>
    /// <exception cref="InvalidDataException">The file holds no certificate with its key, or others may open it.</exception>
    public static X509Certificate2 Read(string path) => PrivateFile.Read(path, text =>
    {
        var pem = new char[Encoding.ASCII.GetCharCount(text)];
        Encoding.ASCII.GetChars(text, pem);
        try
        {
            return X509Certificate2.CreateFromPem(pem, pem);
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"{path} is not a certificate with its key ({e.Message}).", e);
        }
        finally
        {
            Array.Clear(pem);
        }
    });

    /// <summary>SHA-256 of the certificate's SubjectPublicKeyInfo: what a card pins.</summary>
    public static Digest PinOf(X509Certificate2 certificate) => Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());
}
