using CsCheck;
using Parley.Instruments.Obligations;
using static Parley.Instruments.Tests.Obligations.Sent;

namespace Parley.Instruments.Tests.Obligations;

public sealed class ObligationLedgerTests
{
    private static readonly DateTimeOffset Start = Time("2026-03-02T08:00Z");

    [Fact]
    public void ReceiptClock_RunsFromTheDebtorsOwnReceipt_AndNotBefore()
    {
        // The clock of provision 2 is one hour from receipt.
        var report = Of("report", "border.incident/1", "XA", "XB", "2026-03-02T08:00Z");
        var ledger = Ledger(report);
        Assert.Equal(OwedState.NotReceived, State(ledger, "acknowledge", "2026-03-03T08:00Z"));
        ledger.Add(Of("report", "border.incident/1", "XA", "XB", "2026-03-02T08:00Z", "2026-03-03T07:30Z"));
        Assert.Equal(OwedState.Open, State(ledger, "acknowledge", "2026-03-03T08:30Z"));
        Assert.Equal(OwedState.Overdue, State(ledger, "acknowledge", "2026-03-03T08:30:01Z"));
    }

    [Fact]
    public void WhatFollowsAnInadequateAnswer_BeginsWithTheAskersWord()
    {
        // INS-044: findings within ten working days of the word, holidays of both sides apart.
        var ledger = Ledger(
            Of("report", "border.incident/1", "XA", "XB", "2026-04-20T08:00Z", "2026-04-20T08:01Z"),
            Of("answer", "border.answer/1", "XB", "XA", "2026-04-20T20:00Z", ("answers", Id("report").ToString()), ("answer-1", "…")));
        Assert.DoesNotContain(ledger.Started(Id("report"), Start.AddYears(1)), o => o.Obligation.Id == "findings");
        ledger.Add(Of("word", "answer.adequate/1", "XA", "XB", "2026-04-21T08:00Z", ("record", Id("report").ToString()), ("answer", Id("answer").ToString()), ("not-adequate", "all")));
        var findings = Assert.Single(ledger.Started(Id("report"), Start.AddYears(1)), o => o.Obligation.Id == "findings");
        Assert.Equal("XB", findings.By.Value);
        // 22, 23, 24, 27–30 April, 4, 5 and 6 May: 1 May is a holiday of both, 3 May a Sunday.
        Assert.Equal(Time("2026-05-06T22:00Z"), findings.Due);
    }

    [Theory]
    [InlineData("XA", OwedState.Waived)]
    [InlineData("XB", OwedState.Overdue)]
    public void Waiver_CountsFromTheOneToWhomItIsOwed(string author, OwedState expected)
    {
        var ledger = Ledger(Of("report", "border.incident/1", "XA", "XB", "2026-03-02T08:00Z", "2026-03-02T08:01Z"),
            Of("waiver", "obligation.waiver/1", author, author == "XA" ? "XB" : "XA", "2026-03-02T09:00Z", ("record", Id("report").ToString()), ("obligation", "answer")));
        Assert.Equal(expected, State(ledger, "answer", "2026-03-10T00:00Z"));
        Assert.Equal(OwedState.Overdue, State(ledger, "acknowledge", "2026-03-10T00:00Z"));
    }

    [Fact]
    public void Decline_IsTheDebtorsWord_AndNoAnswer()
    {
        var ledger = Ledger(Of("report", "border.incident/1", "XA", "XB", "2026-03-02T08:00Z", "2026-03-02T08:01Z"),
            Of("no", "decline/1", "XB", "XA", "2026-03-02T09:00Z", ("declines", Id("report").ToString())));
        Assert.Equal(OwedState.Declined, State(ledger, "answer", "2026-03-10T00:00Z"));
    }

    [Fact]
    public void Answer_OfAnotherParty_OrToAnotherRecord_MeetsNothing()
    {
        var ledger = Ledger(Of("report", "border.incident/1", "XA", "XB", "2026-03-02T08:00Z", "2026-03-02T08:01Z"),
            Of("own", "border.answer/1", "XA", "XB", "2026-03-02T09:00Z", ("answers", Id("report").ToString())),
            Of("else", "border.answer/1", "XB", "XA", "2026-03-02T09:00Z", ("answers", Id("other").ToString())));
        Assert.Equal(OwedState.Open, State(ledger, "answer", "2026-03-02T10:00Z"));
    }

    [Fact]
    public void Ledger_DoesNotDependOnTheOrderOfRecords_NorOnTheirComingInParts()
    {
        // INS-043
        Gen.Select(Traffic(), Gen.Int, Gen.Int[0, 40]).Sample((all, seed, cut) =>
        {
            var now = Start.AddDays(60);
            var expected = Shown(Ledger([.. all]), now);
            var shuffled = all.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(expected, Shown(Ledger(shuffled), now));

            var ledger = Ledger([.. shuffled.Take(cut)]);
            Shown(ledger, now);
            foreach (var rest in shuffled.Skip(cut))
                ledger.Add(rest);
            foreach (var again in shuffled.Take(3))
                ledger.Add(again);
            Assert.Equal(expected, Shown(ledger, now));
        }, iter: 200);
    }

    /// <summary>Requests, answers, words on them, waivers and refusals between the two, some received and some not.</summary>
    private static Gen<Notification[]> Traffic() =>
        Gen.Select(Gen.Int[0, 6], Gen.Bool, Gen.Int[0, 60 * 24 * 50], Gen.Int[0, 7], Gen.Int[0, 4], Gen.Int[-1, 2000], (kind, one, minute, about, which, received) => (kind, one, minute, about, which, received))
            .Array[0, 40].Select(drawn => drawn.Select((d, i) =>
            {
                var (author, to) = d.one ? ("XA", "XB") : ("XB", "XA");
                var composed = Start.AddMinutes(d.minute).ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
                var came = d.received < 0 ? null : Start.AddMinutes(d.minute + d.received).ToString("yyyy-MM-dd'T'HH:mm'Z'", System.Globalization.CultureInfo.InvariantCulture);
                var other = Id($"{d.about}").ToString();
                return d.kind switch
                {
                    0 or 1 => Of($"{i}", "border.incident/1", author, to, composed, came),
                    2 => Of($"{i}", "border.acknowledgement/1", author, to, composed, came, ("answers", other)),
                    3 => Of($"{i}", "border.answer/1", author, to, composed, came, ("answers", other)),
                    4 => Of($"{i}", "answer.adequate/1", author, to, composed, came, ("record", other), ("answer", Id($"{d.which}").ToString()), (d.which % 2 == 0 ? "adequate" : "not-adequate", "all")),
                    5 => Of($"{i}", "obligation.waiver/1", author, to, composed, came, ("record", other), ("obligation", "answer")),
                    _ => Of($"{i}", "border.summary/1", author, to, composed, came, ("year", "2026")),
                };
            }).ToArray());

    private static string[] Shown(ObligationLedger ledger, DateTimeOffset now) =>
    [
        .. ledger.At(now, 2026, 2026).Select(o => $"{o.Obligation.Id} {o.By} {o.Start} {o.Year} {o.Due:O} {o.State} {o.MetBy} {o.MetReceived:O} {string.Join(',', o.Inadequate)}").Order(StringComparer.Ordinal),
        .. ledger.Quotas(2026).Select(q => q.ToString()),
    ];

    private static OwedState State(ObligationLedger ledger, string obligation, string at) =>
        Assert.Single(ledger.Started(Id("report"), Time(at)), o => o.Obligation.Id == obligation).State;

    private static ObligationLedger Ledger(params Notification[] sent)
    {
        var ledger = new ObligationLedger([ShippedPacks.Shipped("border-incident")]);
        foreach (var notification in sent)
            ledger.Add(notification);
        return ledger;
    }
}
