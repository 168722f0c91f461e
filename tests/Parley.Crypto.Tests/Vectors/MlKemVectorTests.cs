namespace Parley.Crypto.Tests.Vectors;

[Trait("suite", "vectors")]
public sealed class MlKemVectorTests
{
    public static TheoryData<string, int> WycheproofSets => new()
    {
        { SodiumProvider.Instance.Name, 768 },
        { BouncyCastleProvider.Instance.Name, 768 },
        { BouncyCastleProvider.Instance.Name, 1024 },
    };

    public static TheoryData<string, int> AllSets => new()
    {
        { SodiumProvider.Instance.Name, 768 },
        { BouncyCastleProvider.Instance.Name, 512 },
        { BouncyCastleProvider.Instance.Name, 768 },
        { BouncyCastleProvider.Instance.Name, 1024 },
    };

    [Theory, MemberData(nameof(WycheproofSets))]
    public void MlKem_WycheproofKeyGeneration_Agrees(string provider, int set)
    {
        var kem = new Subject(provider, set);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/mlkem_{set}_keygen_seed_test.json");
        var run = new VectorRun($"mlkem_{set}_keygen_seed_test", kem.Provider);
        foreach (var test in json.RootElement.Items("testGroups").SelectMany(g => g.Items("tests").ToArray()))
        {
            var (publicKey, expanded) = kem.Generate(test.Hex("seed"));
            run.Check(test.Number("tcId"), publicKey.AsSpan().SequenceEqual(test.Hex("ek")), "ek");
            run.Check(test.Number("tcId"), expanded.AsSpan().SequenceEqual(test.Hex("dk")), "dk");
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(WycheproofSets))]
    public void MlKem_WycheproofEncapsulation_Agrees(string provider, int set)
    {
        var kem = new Subject(provider, set);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/mlkem_{set}_encaps_test.json");
        var run = new VectorRun($"mlkem_{set}_encaps_test", kem.Provider);
        foreach (var test in json.RootElement.Items("testGroups").SelectMany(g => g.Items("tests").ToArray()))
        {
            byte[] ct = new byte[kem.Kem.EncapsulationSize], secret = new byte[32];
            var done = kem.Kem.Encapsulate(test.Hex("ek"), test.Hex("m"), ct, secret);
            run.Check(test.Number("tcId"), done == test.IsValid(), "verdict");
            run.Check(test.Number("tcId"), !done || (ct.AsSpan().SequenceEqual(test.Hex("c")) && secret.AsSpan().SequenceEqual(test.Hex("K"))), "output");
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(WycheproofSets))]
    public void MlKem_WycheproofDecapsulation_Agrees(string provider, int set)
    {
        var kem = new Subject(provider, set);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/mlkem_{set}_test.json");
        var run = new VectorRun($"mlkem_{set}_test", kem.Provider);
        foreach (var test in json.RootElement.Items("testGroups").SelectMany(g => g.Items("tests").ToArray()))
        {
            var secret = new byte[32];
            var done = kem.Kem.Decapsulate(test.Hex("seed"), test.Hex("c"), secret);
            run.Check(test.Number("tcId"), done == test.IsValid(), "verdict");
            run.Check(test.Number("tcId"), !done || secret.AsSpan().SequenceEqual(test.Hex("K")), "secret");
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(WycheproofSets))]
    public void MlKem_WycheproofExpandedKeys_Agree(string provider, int set)
    {
        var kem = new Subject(provider, set);
        using var json = SharedVectors.Json($"wycheproof/testvectors_v1/mlkem_{set}_semi_expanded_decaps_test.json");
        var run = new VectorRun($"mlkem_{set}_semi_expanded_decaps_test", kem.Provider);
        foreach (var test in json.RootElement.Items("testGroups").SelectMany(g => g.Items("tests").ToArray()))
        {
            if (!test.IsValid() && kem.IsFast)
            {
                run.Exclude("libsodium checks no expanded key, and the room hands it none but its own");
                continue;
            }

            var secret = new byte[32];
            var done = kem.DecapsulateExpanded(test.Hex("dk"), test.Hex("c"), secret);
            run.Check(test.Number("tcId"), done == test.IsValid(), "verdict");
            run.Check(test.Number("tcId"), !done || secret.AsSpan().SequenceEqual(test.Hex("K")), "secret");
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(AllSets))]
    public void MlKem_AcvpKeyGeneration_Agrees(string provider, int set)
    {
        var kem = new Subject(provider, set);
        var run = new VectorRun($"ACVP ML-KEM-{set} keyGen", kem.Provider);
        foreach (var (_, prompt, expected) in Acvp.Tests("circl/kem/mlkem/testdata/ML-KEM-keyGen-FIPS203", $"ML-KEM-{set}"))
        {
            var (publicKey, expanded) = kem.Generate([.. prompt.Hex("d"), .. prompt.Hex("z")]);
            run.Check(prompt.Number("tcId"), publicKey.AsSpan().SequenceEqual(expected.Hex("ek")), "ek");
            run.Check(prompt.Number("tcId"), expanded.AsSpan().SequenceEqual(expected.Hex("dk")), "dk");
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(AllSets))]
    public void MlKem_AcvpEncapsulationAndDecapsulation_Agrees(string provider, int set)
    {
        var kem = new Subject(provider, set);
        var run = new VectorRun($"ACVP ML-KEM-{set} encapDecap", kem.Provider);
        foreach (var (group, prompt, expected) in Acvp.Tests("circl/kem/mlkem/testdata/ML-KEM-encapDecap-FIPS203", $"ML-KEM-{set}"))
        {
            byte[] ct = new byte[kem.Kem.EncapsulationSize], secret = new byte[32];
            if (group.Text("function") == "encapsulation")
            {
                var done = kem.Kem.Encapsulate(prompt.Hex("ek"), prompt.Hex("m"), ct, secret);
                run.Check(prompt.Number("tcId"), done && ct.AsSpan().SequenceEqual(expected.Hex("c")), "c");
            }
            else
            {
                var done = kem.DecapsulateExpanded(group.Hex("dk"), prompt.Hex("c"), secret);
                run.Check(prompt.Number("tcId"), done, "verdict");
            }

            run.Check(prompt.Number("tcId"), secret.AsSpan().SequenceEqual(expected.Hex("k")), "k");
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(AllSets))]
    public void MlKem_CctvModulus_IsRefused(string provider, int set)
    {
        var kem = new Subject(provider, set);
        var run = new VectorRun($"CCTV modulus ML-KEM-{set}", kem.Provider);
        byte[] ct = new byte[kem.Kem.EncapsulationSize], secret = new byte[32];
        var line = 0;
        foreach (var key in SharedVectors.Text($"CCTV/ML-KEM/modulus/ML-KEM-{set}.txt.gz").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            run.Check(++line, !kem.Kem.Encapsulate(Convert.FromHexString(key), new byte[32], ct, secret));
        }

        run.Finish();
    }

    [Theory, MemberData(nameof(AllSets))]
    public void MlKem_CctvSingleCases_Agree(string provider, int set)
    {
        var kem = new Subject(provider, set);
        var run = new VectorRun($"CCTV unluckysample, strcmp, intermediate ML-KEM-{set}", kem.Provider);
        foreach (var folder in new[] { "unluckysample", "intermediate", "strcmp" })
        {
            var fields = SharedVectors.Text($"CCTV/ML-KEM/{folder}/ML-KEM-{set}.txt").Split('\n')
                .Select(l => l.Split(" = ", 2)).Where(p => p.Length == 2)
                .GroupBy(p => p[0].Trim()).ToDictionary(g => g.Key, g => g.First()[1].Trim());
            byte[] Field(string name) => Convert.FromHexString(fields[name]);
            byte[] ct = new byte[kem.Kem.EncapsulationSize], secret = new byte[32];
            if (folder == "strcmp")
            {
                run.Check(folder, kem.DecapsulateExpanded(Field("dk"), Field("c"), secret) && secret.AsSpan().SequenceEqual(Field("K")));
                continue;
            }

            run.Exclude("key generation of the draft of FIPS 203, which hashed d without the k that the standard appends");
            run.Check(folder, kem.Kem.Encapsulate(Field("ek"), Field("m"), ct, secret) && ct.AsSpan().SequenceEqual(Field("c")) && secret.AsSpan().SequenceEqual(Field("K")), "encapsulation");
            run.Check(folder, kem.DecapsulateExpanded(Field("dk"), ct, secret) && secret.AsSpan().SequenceEqual(Field("K")), "decapsulation");
        }

        run.Finish();
    }

    /// <summary>One ML-KEM of one provider, with its expanded keys, which the interface does not show.</summary>
    private sealed class Subject
    {
        internal Subject(string provider, int set)
        {
            Provider = Providers.Named(provider);
            Kem = set switch { 512 => Provider.MlKem512, 768 => Provider.MlKem768, _ => Provider.MlKem1024 };
        }

        internal ICryptoProvider Provider { get; }

        internal IKem Kem { get; }

        internal bool IsFast => Kem is Fast.MlKem768;

        internal (byte[] PublicKey, byte[] Expanded) Generate(byte[] seed)
        {
            byte[] privateKey = new byte[64], publicKey = new byte[Kem.PublicKeySize];
            Kem.GenerateKeyPair(seed, privateKey, publicKey);
            if (Kem is Bouncy.MlKem bouncy)
            {
                return (publicKey, bouncy.ExpandKey(seed));
            }

            var expanded = new byte[2400];
            Fast.MlKem768.ExpandKey(seed, new byte[1184], expanded);
            return (publicKey, expanded);
        }

        internal bool DecapsulateExpanded(byte[] expanded, byte[] encapsulation, byte[] secret) =>
            Kem is Bouncy.MlKem bouncy
                ? bouncy.DecapsulateExpanded(expanded, encapsulation, secret)
                : Fast.MlKem768.DecapsulateExpanded(expanded, encapsulation, secret);
    }
}
