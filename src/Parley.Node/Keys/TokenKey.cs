using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Parley.Crypto;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;

namespace Parley.Node.Keys;

/// <summary>An Ed25519 key in a PKCS #11 token, which signs in there (CKM_EDDSA, PKCS #11 version 3.0, section 2.3.14): its private half never comes out.</summary>
public sealed class TokenKey : IRootKey
{
    // PKCS #11 version 3.0, appendices A and B: CKK_EC_EDWARDS, CKM_EC_EDWARDS_KEY_PAIR_GEN, CKM_EDDSA. The library's own lists end with version 2.40.
    private const ulong EdwardsKey = 0x40;
    private const ulong GenerateEdwards = 0x1055;
    private const ulong EdDsa = 0x1057;

    // RFC 8410, id-Ed25519, in DER.
    private static readonly byte[] Curve = [0x06, 0x03, 0x2b, 0x65, 0x70];
    private static readonly Pkcs11InteropFactories Factories = Load();
    private readonly IPkcs11Library _library;
    private readonly ISession _session;
    private readonly TokenUri _uri;
    private IObjectHandle? _private;

    private TokenKey(TokenUri uri, IPkcs11Library library, ISession session) => (_uri, _library, _session) = (uri, library, session);

    /// <inheritdoc/>
    public CardKey Public { get; private set; } = null!;

    /// <summary>Opens the token, for which its PIN is asked, and finds the key there.</summary>
    /// <exception cref="InvalidDataException">There is no such library, token or key, or the PIN is another; the message says which.</exception>
    public static TokenKey Open(TokenUri uri, AskPassphrase askPin) => Connect(uri, SessionType.ReadOnly, askPin, key => key.Find());

    /// <summary>Has the token make a key that cannot be taken out of it, and shows that it signs.</summary>
    /// <exception cref="InvalidDataException">The token refuses, or has a key of that name; the message says what.</exception>
    public static TokenKey Create(TokenUri uri, PartyId party, ICryptoProvider crypto, AskPassphrase askPin)
    {
        ArgumentNullException.ThrowIfNull(crypto);
        return Connect(uri, SessionType.ReadWrite, askPin, key => key.Make(CardHistory.RootName(party), crypto));
    }

    /// <inheritdoc/>
    public NoteSignature SignCard(PartyId party, ReadOnlySpan<byte> text)
    {
        if (SignedNote.CheckText(text) is { Fault: not NoteFault.None } error)
            throw new ArgumentException($"Not a note's text: {error}.", nameof(text));
        var key = Public.ToVerifierKey(CardHistory.RootName(party));
        return new NoteSignature(key.Name, key.KeyHash, Sign(text.ToArray()));
    }

    /// <summary>Ends the session with the token.</summary>
    public void Dispose()
    {
        _session.Dispose();
        _library.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => _uri.Text;

    private static Pkcs11InteropFactories Load()
    {
        // The package loads libraries by "libdl", a name that only compilers' packages install; programs have libdl.so.2.
        NativeLibrary.SetDllImportResolver(typeof(Pkcs11InteropFactories).Assembly, (name, _, _) => name == "libdl" && OperatingSystem.IsLinux() ? NativeLibrary.Load("libdl.so.2") : 0);
        return new Pkcs11InteropFactories();
    }

    private static TokenKey Connect(TokenUri uri, SessionType type, AskPassphrase askPin, Action<TokenKey> then)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(askPin);
        IPkcs11Library? library = null;
        ISession? session = null;
        try
        {
            library = Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, uri.ModulePath, AppType.SingleThreaded);
            var (slot, label) = Token(uri, library);
            session = slot.OpenSession(type);
            Login(session, label, askPin);
            var key = new TokenKey(uri, library, session);
            then(key);
            return key;
        }
        catch (Exception e)
        {
            session?.Dispose();
            library?.Dispose();
            throw e switch
            {
                Pkcs11Exception refused => new InvalidDataException($"{uri}: {Reason(refused)}.", e),
                UnmanagedException or LibraryArchitectureException or DllNotFoundException => new InvalidDataException($"{uri.ModulePath} is no PKCS #11 library that loads here ({e.Message.TrimEnd('.')}): give the path of the one that the token's maker installs, for this machine.", e),
                _ => e,
            };
        }
    }

    private static (ISlot Slot, string Label) Token(TokenUri uri, IPkcs11Library library)
    {
        var tokens = library.GetSlotList(SlotsType.WithTokenPresent).Select(slot => (Slot: slot, Info: slot.GetTokenInfo())).Where(t => t.Info.TokenFlags.TokenInitialized).ToArray();
        var found = tokens.Where(t => uri.IsOf(t.Info.Label.Trim(), t.Info.SerialNumber.Trim(), t.Info.ManufacturerId.Trim(), t.Info.Model.Trim())).ToArray();
        return found switch
        {
            [var one] => (one.Slot, one.Info.Label.Trim()),
            [] => throw new InvalidDataException($"{uri}: there is no such token. There {(tokens.Length == 0 ? "is none at all: is it plugged in" : $"are: {string.Join(", ", tokens.Select(t => $"token={t.Info.Label.Trim()};serial={t.Info.SerialNumber.Trim()}"))}; is the right one plugged in")}?"),
            _ => throw new InvalidDataException($"{uri}: {found.Length} tokens answer to that. Add serial=NUMBER: {string.Join(", ", found.Select(t => t.Info.SerialNumber.Trim()))}."),
        };
    }

    private static void Login(ISession session, string token, AskPassphrase askPin)
    {
        using var secret = askPin(token, "PIN");
        var pin = secret.Span.ToArray();
        try
        {
            session.Login(CKU.CKU_USER, pin);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
        }
    }

    private static string Reason(Pkcs11Exception refused) => refused.RV switch
    {
        CKR.CKR_PIN_INCORRECT => "the PIN is another. A token locks itself after a few wrong ones",
        CKR.CKR_PIN_LOCKED => "the PIN is locked after too many wrong ones; whoever has the token's SO PIN can set a new one",
        CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_INVALID => "no PIN of this token looks like that",
        CKR.CKR_USER_PIN_NOT_INITIALIZED => "the token has no PIN yet: initialise it with its maker's program",
        CKR.CKR_MECHANISM_INVALID => "the token does not do Ed25519 (CKM_EDDSA)",
        CKR.CKR_TOKEN_WRITE_PROTECTED => "the token does not let itself be written to",
        CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_DEVICE_REMOVED => "the token is gone",
        CKR.CKR_USER_ALREADY_LOGGED_IN => "another program is using the token",
        var other => $"the token refused {refused.Method} ({other})",
    };

    private void Find()
    {
        _private = One(CKO.CKO_PRIVATE_KEY) ?? throw new InvalidDataException($"{_uri}: the token holds no such Ed25519 key. Make it with: parley key make '{_uri}' --party PARTY");
        // The public half has the same id, whatever it is called.
        var id = _session.GetAttributeValue(_private, [CKA.CKA_ID])[0].GetValueAsByteArray();
        var halves = _session.FindAllObjects([Attribute(CKA.CKA_CLASS, CKO.CKO_PUBLIC_KEY), Of(CKA.CKA_KEY_TYPE, EdwardsKey), Attribute(CKA.CKA_ID, id)]);
        if (halves is not [var half])
            throw new InvalidDataException($"{_uri}: the token holds {halves.Count} public keys with that key's id, and there must be one.");
        Public = CardKey.Ed25519(Point(_session.GetAttributeValue(half, [CKA.CKA_EC_POINT])[0].GetValueAsByteArray()));
    }

    private void Make(string label, ICryptoProvider crypto)
    {
        if (One(CKO.CKO_PRIVATE_KEY) is not null)
            throw new InvalidDataException($"{_uri}: the token holds that key already, and nothing is overwritten. Use it as it is, or give the new one another name: object=NAME.");
        List<IObjectAttribute> both = [Attribute(CKA.CKA_TOKEN, true), Attribute(CKA.CKA_LABEL, _uri.Object ?? label), Attribute(CKA.CKA_ID, _uri.Id ?? RandomNumberGenerator.GetBytes(8))];
        _session.GenerateKeyPair(Factories.MechanismFactory.Create(GenerateEdwards),
            [.. both, Attribute(CKA.CKA_VERIFY, true), Attribute(CKA.CKA_EC_PARAMS, Curve)],
            [.. both, Attribute(CKA.CKA_PRIVATE, true), Attribute(CKA.CKA_SIGN, true), Attribute(CKA.CKA_SENSITIVE, true), Attribute(CKA.CKA_EXTRACTABLE, false)],
            out _, out _);
        Find();
        var proof = "parley key make\n"u8.ToArray();
        if (!crypto.Ed25519.Verify(Public.Bytes, proof, Sign(proof)))
            throw new InvalidDataException($"{_uri}: what the token signs with its new key is no Ed25519 signature. Do not use it.");
    }

    private IObjectHandle? One(CKO kind)
    {
        List<IObjectAttribute> wanted = [Attribute(CKA.CKA_CLASS, kind), Of(CKA.CKA_KEY_TYPE, EdwardsKey)];
        if (_uri.Object is { } name)
            wanted.Add(Attribute(CKA.CKA_LABEL, name));
        if (_uri.Id is { } id)
            wanted.Add(Attribute(CKA.CKA_ID, id));
        return _session.FindAllObjects(wanted) switch
        {
            [] => null,
            [var one] => one,
            var several => throw new InvalidDataException($"{_uri}: {several.Count} keys in the token answer to that. Add object=NAME, or id=%XX…."),
        };
    }

    private byte[] Sign(byte[] message)
    {
        try
        {
            return _session.Sign(Factories.MechanismFactory.Create(EdDsa), _private, message);
        }
        catch (Pkcs11Exception e)
        {
            throw new InvalidDataException($"{_uri}: {Reason(e)}.", e);
        }
    }

    /// <summary>A point as version 3.0 has it, a DER octet string, or bare, as some tokens have it.</summary>
    private ReadOnlySpan<byte> Point(byte[] point) => point switch
    {
        [0x04, 32, ..] when point.Length == 34 => point.AsSpan(2),
        { Length: 32 } => point,
        _ => throw new InvalidDataException($"{_uri}: the key is not on the curve of Ed25519."),
    };

    private static IObjectAttribute Attribute(CKA type, CKO value) => Factories.ObjectAttributeFactory.Create(type, value);

    private static IObjectAttribute Attribute(CKA type, bool value) => Factories.ObjectAttributeFactory.Create(type, value);

    private static IObjectAttribute Attribute(CKA type, string value) => Factories.ObjectAttributeFactory.Create(type, value);

    private static IObjectAttribute Attribute(CKA type, byte[] value) => Factories.ObjectAttributeFactory.Create(type, value);

    private static IObjectAttribute Of(CKA type, ulong value) => Factories.ObjectAttributeFactory.Create(type, value);
}
