using System.Numerics;
using System.Security.Cryptography;
using CsCheck;
using Parley.Records.Cards;

namespace Parley.Records.Tests.Cards;

public sealed class CeremonyTests
{
    private static readonly PartyCard By = Cast.Card(Cast.By);
    private static readonly PartyCard Ua = Cast.Card(Cast.Ua);

    [Fact]
    public void Words_AreTheSameOnBothSides() => Assert.Equal(Ceremony.Words(By, Ua), Ceremony.Words(Ua, By));

    [Fact]
    public void Words_AreSixForEachCardByPartysOrder()
    {
        Assert.Equal($"{Ceremony.Words(By)} {Ceremony.Words(Ua)}", Ceremony.Words(Ua, By));
        Assert.Equal(12, Ceremony.Words(By, Ua).Split(' ').Length);
    }

    [Fact]
    public void Words_AreTheFirstNinetySixBits() => Gen.String[Gen.Char['a', 'z'], 1, 20].Sample(name => // CRD-031
    {
        var card = By with { Name = name };
        var hash = SHA256.HashData([.. "parley ceremony v1\n"u8, .. card.Hash.ToArray()]);
        var bits = BigInteger.Zero;
        foreach (var letter in Ceremony.Words(card).Replace(" ", "", StringComparison.Ordinal))
        {
            var vowel = "aiou".IndexOf(letter, StringComparison.Ordinal);
            bits = vowel >= 0 ? bits * 4 + vowel : bits * 16 + "bdfghjklmnprstvz".IndexOf(letter, StringComparison.Ordinal);
        }

        Assert.Equal(new BigInteger(hash.AsSpan(0, 12), isUnsigned: true, isBigEndian: true), bits);
    }, iter: 300);

    [Fact]
    public void AnyChangeOfACard_ChangesItsWords()
    {
        PartyCard[] cards = [By, By with { Node = Cast.Ed25519("x") }, By with { Root = Cast.Ed25519("x") }, By with { Tls = default }, By with { Name = "B" }];
        Assert.Equal(cards.Length, cards.Select(Ceremony.Words).Distinct().Count());
    }
}
