namespace Parley.Records.Tests.Vectors;

/// <summary>Faults in officers' lines and in signatures.</summary>
internal static class BadOfficers
{
    private static readonly string Zeros = Convert.ToBase64String(new byte[64]);

    public static IEnumerable<(string Rule, string Name, Action<RawRecord> Harm)> Faults { get; } =
    [
        ("REC-023", "officer-without-signature", r => Released(r, "BY/duty-2")),
        ("REC-023", "officer-kind-unknown", r => Released(r, $"BY/duty-2 rsa {Zeros}")),
        ("REC-023", "officer-kind-in-capitals", r => Released(r, $"BY/duty-2 Ed25519 {Zeros}")),
        ("REC-023", "officer-63-bytes", r => Released(r, $"BY/duty-2 ed25519 {Convert.ToBase64String(new byte[63])}")),
        ("REC-023", "officer-65-bytes", r => Released(r, $"BY/duty-2 ed25519 {Convert.ToBase64String(new byte[65])}")),
        ("REC-023", "officer-unpadded", r => Released(r, $"BY/duty-2 ed25519 {Zeros.TrimEnd('=')}")),
        ("REC-023", "officer-unused-bits", r => Released(r, $"BY/duty-2 ed25519 {Zeros[..^3]}B==")),
        ("REC-023", "officer-base64url", r => Released(r, $"BY/duty-2 ed25519 -_{Zeros[2..]}")),
        ("REC-023", "officer-one-part-more", r => Released(r, $"BY/duty-2 ed25519 {Zeros} AAAA")),
        ("REC-023", "passkey-two-parts", r => Released(r, "BY/passkey-1 webauthn AAAA AAAA")),
        ("REC-023", "passkey-four-parts", r => Released(r, "BY/passkey-1 webauthn AAAA AAAA AAAA AAAA")),
        ("REC-023", "passkey-empty-part", r => Released(r, "BY/passkey-1 webauthn AAAA  AAAA")),
        ("REC-023", "passkey-1025-bytes", r => Released(r, $"BY/passkey-1 webauthn AAAA {Convert.ToBase64String(new byte[1025])} AAAA")),
        ("REC-023", "passkey-padding-alone", r => Released(r, "BY/passkey-1 webauthn ==== AAAA AAAA")),
        ("REC-024", "officer-of-another", r => r.Officers[1] = ("released", "UA/duty-2", "UA/duty-2")),
        ("REC-024", "drafter-of-another", r => r.Officers[0] = ("drafted", "UA/duty-2", "UA/duty-2")),
        ("REC-025", "no-officer", r => r.Officers.Clear()),
        ("REC-025", "nobody-released", r => r.Officers.RemoveAt(1)),
        ("REC-025", "two-released", r => r.Officers.Add(("released", "BY/duty-1", "BY/duty-1"))),
        ("REC-025", "two-drafted", r => r.Officers.Insert(0, ("drafted", "BY/duty-3", "BY/duty-3"))),
        ("REC-025", "reviewed-twice-by-one", r => r.Officers.InsertRange(1, [("reviewed", "BY/duty-3", "BY/duty-3"), ("reviewed", "BY/duty-3", "BY/duty-3")])),
        ("REC-025", "nine-officers", r => r.Officers.InsertRange(1, Enumerable.Range(1, 7).Select(i => ("reviewed", $"BY/rev-{i}", $"BY/rev-{i}")))),
        ("REC-025", "officer-on-a-receipt", r => r.Set("form", "receipt.delivered/1")),
        ("REC-025", "officer-on-a-line-test", r => r.Set("form", "line-test/1")),
        ("REC-025", "officer-on-a-restart", r => r.Set("form", "restart/1")),
        ("REC-025", "officer-on-a-line-test-answer", r => r.Set("form", "line-test.answer/1")),
        ("REC-025", "no-officer-on-a-read-receipt", r => NoOfficer(r.Set("form", "receipt.read/1"))),
        ("REC-025", "no-officer-on-a-receipt-version-2", r => NoOfficer(r.Set("form", "receipt.delivered/2"))),
        ("REC-040", "another-node", r => r.NodeKey = "UA node 1"),
        ("REC-040", "signature-flipped", r => r.File = Flip),
        ("REC-040", "root-signs", r => r.NodeKey = "BY root"),
        ("REC-040", "incarnation-unknown", r => r.Set("incarnation", "3")),
        ("REC-040", "incarnation-before", r => r.NodeKey = "BY node 2"),
        ("REC-040", "revoked-node", r => r.Set("incarnation", "2").NodeKey = "BY node 2"),
        ("REC-041", "another-officers-key", r => r.Officers[1] = ("released", "BY/duty-2", "BY/duty-1")),
        ("REC-041", "officer-unknown", r => r.Officers[1] = ("released", "BY/duty-9", "BY/duty-9")),
        ("REC-041", "node-signs-as-officer", r => r.Officers[1] = ("released", "BY/duty-2", "BY node 1")),
        ("REC-041", "draft-used-as-release", r => Swap(r, "drafted", "BY/duty-2", "BY/duty-2")),
        ("REC-041", "one-officers-release-in-anothers-name", r => Swap(r, "released", "BY/duty-1", "BY/duty-2")),
        ("REC-041", "content-changed-after-release", r => Released(r, $"BY/duty-2 ed25519 {Convert.ToBase64String(RawRecord.Good().Set("precedence", "routine").Sign("released", "BY/duty-2", "BY/duty-2"))}")),
        ("REC-041", "passkey-in-ed25519s-place", r => Released(r, new Passkey("BY/passkey-1").Line(OfficerRole.Released, "BY/duty-2", r.ContentBytes())[13..])),
        ("REC-041", "ed25519-in-passkeys-place", r => r.Officers[1] = ("released", "BY/passkey-1", "BY/duty-2")),
        .. Passkeys(),
    ];

    private static IEnumerable<(string Rule, string Name, Action<RawRecord> Harm)> Passkeys()
    {
        yield return Lie("user-absent", p => p.Flags = 0x04);
        yield return Lie("user-unverified", p => p.Flags = 0x01);
        yield return Lie("other-relying-party", p => p.RelyingParty = "parley.example.evil");
        yield return Lie("authenticator-data-36", p => p.AuthenticatorData = data => data[..36]);
        yield return Lie("other-challenge", p => p.ClientData = json => json.Replace("\"challenge\":\"", "\"challenge\":\"A", StringComparison.Ordinal));
        yield return Lie("padded-challenge", p => p.ClientData = json => json.Replace("\",\"origin", "=\",\"origin", StringComparison.Ordinal));
        yield return Lie("create", p => p.ClientData = json => json.Replace("webauthn.get", "webauthn.create", StringComparison.Ordinal));
        yield return Lie("no-type", p => p.ClientData = json => json.Replace("\"type\"", "\"kind\"", StringComparison.Ordinal));
        yield return Lie("type-twice", p => p.ClientData = json => json.Replace("{", "{\"type\":\"webauthn.create\",", StringComparison.Ordinal));
        yield return Lie("no-json", p => p.ClientData = json => json[1..]);
        yield return Lie("array", p => p.ClientData = json => $"[{json}]");
        yield return Lie("deep", p => p.ClientData = json => json.Replace("false", "[[[[0]]]]", StringComparison.Ordinal));
        yield return Lie("lone-surrogate", p => p.ClientData = json => json.Replace("webauthn.get", "\\ud800", StringComparison.Ordinal));
        yield return Lie("raw-signature", p => p.Signature = der => new byte[64]);
        yield return Lie("signature-with-a-byte-more", p => p.Signature = der => [.. der, 0]);

        static (string, string, Action<RawRecord>) Lie(string name, Action<Passkey> lie) => ("REC-041", $"passkey-{name}", r =>
        {
            var passkey = new Passkey("BY/passkey-1");
            lie(passkey);
            Released(r, passkey.Line(OfficerRole.Released, "BY/passkey-1", r.ContentBytes())[13..]);
        });
    }

    private static void NoOfficer(RawRecord record) => record.Officers.Clear();

    private static void Swap(RawRecord record, string role, string officer, string intoOfficer) =>
        Released(record, $"{intoOfficer} ed25519 {Convert.ToBase64String(record.Sign(role, officer, officer))}");

    private static void Released(RawRecord record, string value)
    {
        record.Officers.RemoveAt(1);
        record.OfficerLines.Add(RawRecord.Line("released", value));
    }

    private static byte[] Flip(byte[] file)
    {
        // Within the signature's Base64, well before its end.
        var at = file.AsSpan().IndexOf("\n— BY "u8) + 40;
        file[at] = file[at] == (byte)'A' ? (byte)'B' : (byte)'A';
        return file;
    }
}
