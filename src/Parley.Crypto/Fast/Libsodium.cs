using System.Runtime.InteropServices;

namespace Parley.Crypto.Fast;

/// <summary>
/// The functions of libsodium 1.0.22 that the room calls. Pointers, not spans, so that no marshalling code stands between;
/// sizes are checked by the callers. Reference: the headers under src/libsodium/include/sodium of that release.
/// </summary>
internal static unsafe partial class Libsodium
{
    private const string Library = "libsodium";

    // sodium_init chooses the fastest code for this processor; without it libsodium runs its slowest.
    static Libsodium()
    {
        if (sodium_init() < 0)
        {
            throw new InvalidOperationException("libsodium could not be initialised on this machine.");
        }
    }

    [LibraryImport(Library)]
    private static partial int sodium_init();

    [LibraryImport(Library)]
    internal static partial int crypto_sign_ed25519_seed_keypair(byte* pk, byte* sk, byte* seed);

    [LibraryImport(Library)]
    internal static partial int crypto_sign_ed25519_detached(byte* sig, ulong* siglen, byte* m, ulong mlen, byte* sk);

    [LibraryImport(Library)]
    internal static partial int crypto_sign_ed25519_verify_detached(byte* sig, byte* m, ulong mlen, byte* pk);

    [LibraryImport(Library)]
    internal static partial int crypto_hash_sha3256(byte* @out, byte* @in, ulong inlen);

    [LibraryImport(Library)]
    internal static partial int crypto_xof_shake128(byte* @out, nuint outlen, byte* @in, ulong inlen);

    [LibraryImport(Library)]
    internal static partial int crypto_xof_shake256(byte* @out, nuint outlen, byte* @in, ulong inlen);

    [LibraryImport(Library)]
    internal static partial int crypto_xof_turboshake128(byte* @out, nuint outlen, byte* @in, ulong inlen);

    [LibraryImport(Library)]
    internal static partial int crypto_xof_turboshake256(byte* @out, nuint outlen, byte* @in, ulong inlen);

    [LibraryImport(Library)]
    internal static partial int crypto_aead_aes256gcm_is_available();

    [LibraryImport(Library)]
    internal static partial int crypto_aead_aes256gcm_encrypt(byte* c, ulong* clen, byte* m, ulong mlen, byte* ad, ulong adlen, byte* nsec, byte* npub, byte* k);

    [LibraryImport(Library)]
    internal static partial int crypto_aead_aes256gcm_decrypt(byte* m, ulong* mlen, byte* nsec, byte* c, ulong clen, byte* ad, ulong adlen, byte* npub, byte* k);

    [LibraryImport(Library)]
    internal static partial int crypto_aead_chacha20poly1305_ietf_encrypt(byte* c, ulong* clen, byte* m, ulong mlen, byte* ad, ulong adlen, byte* nsec, byte* npub, byte* k);

    [LibraryImport(Library)]
    internal static partial int crypto_aead_chacha20poly1305_ietf_decrypt(byte* m, ulong* mlen, byte* nsec, byte* c, ulong clen, byte* ad, ulong adlen, byte* npub, byte* k);

    [LibraryImport(Library)]
    internal static partial int crypto_pwhash_argon2id(byte* @out, ulong outlen, byte* passwd, ulong passwdlen, byte* salt, ulong opslimit, nuint memlimit, int alg);

    [LibraryImport(Library)]
    internal static partial int crypto_scalarmult_curve25519(byte* q, byte* n, byte* p);

    [LibraryImport(Library)]
    internal static partial int crypto_scalarmult_curve25519_base(byte* q, byte* n);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_seed_keypair(byte* pk, byte* sk, byte* seed);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_enc_deterministic(byte* ct, byte* ss, byte* pk, byte* seed);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_mlkem768_dec(byte* ss, byte* ct, byte* sk);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_seed_keypair(byte* pk, byte* sk, byte* seed);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_enc_deterministic(byte* ct, byte* ss, byte* pk, byte* seed);

    [LibraryImport(Library)]
    internal static partial int crypto_kem_xwing_dec(byte* ss, byte* ct, byte* sk);
}
