using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tsp;
using Org.BouncyCastle.X509;

namespace Parley.Crypto.Timestamps;

/// <summary>Requests and tokens of RFC 3161 over SHA-256, managed code only. The authority's certificate is pinned; no chain is built.</summary>
public static class TimestampProtocol
{
    /// <summary>The most bytes that are read as a token or response.</summary>
    public const int MaxSize = 64 * 1024;

    /// <summary>A request (TimeStampReq, DER) for a token over a hash of 32 bytes, with a nonce and asking for the certificate.</summary>
    public static byte[] Request(ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> nonce)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, Sha256.Size);
        var generator = new TimeStampRequestGenerator();
        generator.SetCertReq(true);
        return generator.Generate(TspAlgorithms.Sha256, sha256.ToArray(), new BigInteger(1, nonce.ToArray())).GetEncoded();
    }

    /// <summary>
    /// Checks a response or a bare token against the hash and the pinned certificate (DER or PEM): the imprint, the signer, its extended
    /// key usage, its validity at the time stated, and the signature; with a nonce, that too. Never throws for what the bytes hold.
    /// </summary>
    public static TimestampVerdict Check(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> sha256, ReadOnlySpan<byte> certificate, ReadOnlySpan<byte> nonce = default)
    {
        if (bytes.Length > MaxSize)
            return TimestampVerdict.Bad(TimestampFault.NotAToken, $"it has {bytes.Length} bytes; {MaxSize} are allowed");
        X509Certificate pinned;
        try
        {
            pinned = new X509CertificateParser().ReadCertificate(certificate.ToArray()) ?? throw new CmsException("no certificate");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return TimestampVerdict.Bad(TimestampFault.NoCertificate, "the authority's certificate does not read as one, DER or PEM");
        }

        TimeStampToken token;
        try
        {
            token = Parse(bytes.ToArray());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return TimestampVerdict.Bad(TimestampFault.NotAToken, "it is neither an RFC 3161 response that grants a token nor a token");
        }

        try
        {
            var info = token.TimeStampInfo;
            if (info.MessageImprintAlgOid != TspAlgorithms.Sha256 || !info.GetMessageImprintDigest().AsSpan().SequenceEqual(sha256))
                return TimestampVerdict.Bad(TimestampFault.OtherData, "it is over other data, or by another hash than SHA-256");
            if (!nonce.IsEmpty && (info.Nonce is not { } returned || !returned.Equals(new BigInteger(1, nonce.ToArray()))))
                return TimestampVerdict.Bad(TimestampFault.OtherRequest, "it answers another request: the nonce differs");
            token.Validate(pinned);
            var accuracy = info.GenTimeAccuracy is { } stated
                ? TimeSpan.FromSeconds(stated.Seconds) + TimeSpan.FromMilliseconds(stated.Millis) + TimeSpan.FromMicroseconds(stated.Micros)
                : (TimeSpan?)null;
            return new TimestampVerdict(null, "", new DateTimeOffset(DateTime.SpecifyKind(info.GenTime, DateTimeKind.Utc)), accuracy, pinned.SubjectDN.ToString());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return TimestampVerdict.Bad(TimestampFault.NotByTheAuthority, "it is not by the pinned certificate, or that certificate may not issue timestamps or was not valid then");
        }
    }

    private static TimeStampToken Parse(byte[] bytes)
    {
        try
        {
            return new TimeStampResponse(bytes).TimeStampToken ?? throw new TspException("no token");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new TimeStampToken(new CmsSignedData(bytes));
        }
    }
}
