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
}
