using CsCheck;
using Parley.Instruments.Obligations;
using Parley.Instruments.Packs;
using Parley.Records;
using static Parley.Instruments.Tests.Obligations.Sent;

namespace Parley.Instruments.Tests.Obligations;

/// <summary>What one party's watch has to look at. INS-047.</summary>
public sealed class DutyBookTests
{
    private static readonly Notification Report = Of("report", "border.incident/1", "XA", "XB", "2026-03-02T08:00Z", "2026-03-02T08:01Z");

    [Fact] // INS-047
    public void Duty_StandsFromTheReportUntilItIsMet_ForDebtorAndOnceOverdueForCreditor()
    {
        var (debtor, creditor) = (Book("XB", Report), Book("XA", Report));
        var open = Assert.Single(debtor.At(Time("2026-03-02T08:30Z")), d => d.Owed.Obligation.Id == "acknowledge");
        Assert.Equal((true, OwedState.Open, Time("2026-03-02T09:01Z")), (open.IsOwn, open.Owed.State, open.At));
        Assert.DoesNotContain(creditor.At(Time("2026-03-02T08:30Z")), d => d.Owed.Start is not null);

        var late = Assert.Single(debtor.At(Time("2026-03-02T10:00Z")), d => d.Owed.Obligation.Id == "acknowledge");
        Assert.Equal((open.Id, OwedState.Overdue), (late.Id, late.Owed.State));
        var owedToMe = Assert.Single(creditor.At(Time("2026-03-02T10:00Z")), d => d.Owed.Obligation.Id == "acknowledge");
        Assert.Equal((false, OwedState.Overdue, open.Id), (owedToMe.IsOwn, owedToMe.Owed.State, owedToMe.Id));

        foreach (var book in new[] { debtor, creditor })
        {
            book.Add(Of("ack", "border.acknowledgement/1", "XB", "XA", "2026-03-02T10:10Z", ("answers", Report.Id.ToString())));
            Assert.DoesNotContain(book.At(Time("2026-03-02T10:30Z")), d => d.Owed.Obligation.Id == "acknowledge");
        }
    }

    [Fact] // INS-047
    public void Duty_WhoseAnswerIsCalledInadequate_StandsAnewFromThatWord()
    {
        var answer = Of("answer", "border.answer/1", "XB", "XA", "2026-03-02T09:00Z", ("answers", Report.Id.ToString()), ("answer-1", "…"));
        var book = Book("XB", Report, answer);
        var before = Book("XB", Report).At(Time("2026-03-02T09:10Z")).Single(d => d.Owed.Obligation.Id == "answer");
        Assert.DoesNotContain(book.At(Time("2026-03-02T10:00Z")), d => d.Owed.Obligation.Id == "answer");
        book.Add(Of("word", "answer.adequate/1", "XA", "XB", "2026-03-03T08:00Z", ("record", Report.Id.ToString()), ("answer", answer.Id.ToString()), ("not-adequate", "all")));
        var inadequate = Assert.Single(book.At(Time("2026-03-03T09:00Z")), d => d.Owed.Obligation.Id == "answer");
        Assert.Equal((OwedState.Inadequate, Time("2026-03-03T08:00Z")), (inadequate.Owed.State, inadequate.At));
        Assert.NotEqual(before.Id, inadequate.Id);
        // What follows from it is owed too.
        Assert.Contains(book.At(Time("2026-03-03T09:00Z")), d => d.Owed.Obligation.Id == "findings");
    }

    [Fact] // INS-047
    public void DayOfTheYear_IsWatchedOnlyUnderAnInstrumentThatThePartyUsesHere()
    {
        IReadOnlyList<Pack> packs = [ShippedPacks.Shipped("vienna-document-2011")];
        var (unused, used) = (new DutyBook(packs, PartyId.Parse("PL")), new DutyBook(packs, PartyId.Parse("PL")));
        var request = packs[0].Obligations.Select(o => o.Start).OfType<ObligationStart.OnForm>().First().Form.Value;
        unused.Add(Of("theirs", request, "BY", "LT", "2026-03-02T08:00Z"));
        used.Add(Of("own", request, "PL", "LT", "2026-03-02T08:00Z"));
        Assert.DoesNotContain(unused.At(Time("2026-11-01T00:00Z")), d => d.Owed.Year is not null);
        Assert.Contains(used.At(Time("2026-11-01T00:00Z")), d => d.Owed.Year == 2027 && d.IsOwn);
        // What was due before it sent anything here went by other ways, or nobody here can tell.
        Assert.DoesNotContain(used.At(Time("2026-11-01T00:00Z")), d => d.Owed.Year is not null && d.At < Time("2026-03-02T08:00Z"));
        // What is overdue when a year ends is overdue in the next ones.
        Assert.Contains(used.At(Time("2029-01-02T00:00Z")), d => d.Owed is { Year: 2027, State: OwedState.Overdue } && d.IsOwn);
    }

    [Fact] // INS-047
    public void Duties_DoNotDependOnTheOrderOfRecordsOrReceipts()
    {
        Notification[] records =
        [
            Of("report", "border.incident/1", "XA", "XB", "2026-03-02T08:00Z"), Report,
            Of("answer", "border.answer/1", "XB", "XA", "2026-03-02T09:00Z", ("answers", Report.Id.ToString()), ("answer-1", "…")),
            Of("word", "answer.adequate/1", "XA", "XB", "2026-03-03T08:00Z", ("record", Report.Id.ToString()), ("answer", Id("answer").ToString()), ("not-adequate", "all")),
        ];
        var expected = Book("XB", records).At(Time("2026-03-20T00:00Z")).Select(d => (d.Id, d.At)).ToArray();
        Assert.NotEmpty(expected);
        Gen.Shuffle(records).Sample(shuffled =>
        {
            var book = new DutyBook([ShippedPacks.Shipped("border-incident")], PartyId.Parse("XB"));
            foreach (var record in shuffled)
            {
                book.Add(record);
                _ = book.At(Time("2026-03-20T00:00Z"));
            }

            Assert.Equal(expected, book.At(Time("2026-03-20T00:00Z")).Select(d => (d.Id, d.At)));
        }, iter: 50);
    }

    private static DutyBook Book(string self, params Notification[] records)
    {
        var book = new DutyBook([ShippedPacks.Shipped("border-incident")], PartyId.Parse(self));
        foreach (var record in records)
            book.Add(record);
        return book;
    }
}
