using System.Security.Cryptography.X509Certificates;

namespace Parley.Mls.Credentials;

/// <summary>The public key in an end-entity certificate, which must be the leaf's signature key (RFC 9420 §5.3).</summary>
internal static class CertificateKey
{
    public static bool Matches(Credential credential, ReadOnlyMemory<byte> signatureKey)
    {
        if (credential is not X509Credential x509)
        {
            return true;
        }

        if (x509.Certificates.IsEmpty)
        {
            return false;
        }

        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(x509.Certificates[0].Span);
            return certificate.PublicKey.EncodedKeyValue.RawData.AsSpan().SequenceEqual(signatureKey.Span);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
