using Parley.Channels.LineTests;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Witnesses;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Channels;

public sealed partial class Engine
{
    // In larger channels answers go with the next own test: one for each test would be the cube of the members in records.
    private const int AnswersAtOnce = 8;

    // A member that tests again and again must not have everybody answer everybody each time.
    private static readonly TimeSpan BetweenAnswers = TimeSpan.FromSeconds(5);

    // Cosignatures bound a time from above; one from the future bounds nothing.
    private static readonly TimeSpan ClockAllowance = TimeSpan.FromMinutes(10);

    /// <summary>
    /// What is left of the interval since the last test. On a channel that never was tested, a member's share of it, so that
    /// the members' tests alternate.
    /// </summary>
    // CHN-050
    private TimeSpan FirstTestAfter(ChannelState channel)
    {
        var interval = TimeSpan.FromSeconds(channel.Policy.LineTestSeconds);
        if (channel.TestedAt is not { } last)
            return interval * (1 + channel.Policy.Members.TakeWhile(m => m.Party != _self).Count()) / channel.Policy.Members.Count;
        var left = interval - (_now - last);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < interval ? left : interval;
    }

    /// <summary>
    /// 1. the head of this node's ledger, with the proof that it continues that of the last test; 2. the latest checkpoints
    /// of the others; 3. answers to tests that are waiting for one.
    /// </summary>
    private void TestLine(Input.TestLine input)
    {
        if (!_channels.TryGetValue(input.Channel, out var channel))
        {
            if (input.Ticket is { } unknown)
                Emit(new Effect.Answered(unknown, Refuse("CHN-001", $"there is no open channel {input.Channel.Name} with that founding policy here")));
            return;
        }

        if (Silence(channel) is { } silent)
        {
            if (input.Ticket is { } refused)
                Emit(new Effect.Answered(refused, Refuse(silent)));
            return;
        }

        // 1.
        var last = channel.Tests.GetValueOrDefault(_self) is { } own && own.Test.Incarnation == _cards[_self].Current.Incarnation ? own : null;
        var from = last?.Signed.Checkpoint.Size ?? TreeSize.Zero;
        if (!ConsistencyProof.TryBuild(_history.Tiles(channel.Id, channel.LedgerOrigin.Incarnation), from, channel.Ledger.Size, out var proof, out var missing))
            throw new InvalidDataException($"The ledger of {channel.Id.Name} is damaged: tile {missing} is missing. Restore a backup, and keep the file.");
        var head = SignedCheckpoint.Sign(new Checkpoint(channel.LedgerOrigin.Line, channel.Ledger.Size, channel.Ledger.Root), _node.As(channel.LedgerOrigin.KeyName));

        // 2.
        var known = channel.Tests.Where(t => t.Key != _self && channel.Policy.HasMember(t.Key)).OrderBy(t => t.Key).Select(t => t.Value.Signed).ToArray();

        // 3.
        var answers = Answer(channel, _ => true);
        var test = new LineTest(last?.Test, new AddCheckpointRequest(from, proof.Hashes, head), known, answers, channel.Group.Position);
        var others = channel.Policy.Members.Where(m => m.Party != _self).Select(m => _cards[m.Party].Current.Desks[0]).ToArray();
        var record = MakeOwn(channel, FormId.LineTest, Precedence.Routine, others, test.ToFields());
        Say(channel, record);
        Keep(channel, new TestedCheckpoint(record.Head, head));
        channel.TestDue = _elapsed + TimeSpan.FromSeconds(channel.Policy.LineTestSeconds);
        if (input.Ticket is { } ticket)
            Emit(new Effect.Answered(ticket, new ItemAnswer(ItemFate.Stored), record));
    }

    private void TakeLineTest(ChannelState channel, Record record)
    {
        var author = record.Content.Author;
        channel.Unanswered[author] = record.Id;
        if (!LineTest.Parse(record).Try(out var test, out var unreadable))
        {
            Raise(unreadable.Rule, channel.Id, author, $"{author}'s line test does not read as one ({unreadable.Detail}): its ledger is not cosigned");
            return;
        }

        if (CheckTest(channel, record, test) is { } fault)
            Raise(fault.Rule, channel.Id, author, $"{author}'s line test is not good: {fault.Detail}. Its ledger is not cosigned.");
        else
            Keep(channel, new TestedCheckpoint(record.Head, test.Checkpoint));
        foreach (var known in test.Known)
            NoteCheckpoint(channel, record, known);
        if (test.Group is { } shown)
            ComparePosition(channel, author, shown);
        TakeTestAnswers(channel, record, test.Answers);
    }

    private void TakeTestAnswer(ChannelState channel, Record record)
    {
        if (TestAnswer.Parse(record).Try(out var answers, out var fault))
            TakeTestAnswers(channel, record, answers);
        else
            Raise(fault.Rule, channel.Id, record.Content.Author, $"{record.Content.Author}'s answer to a line test does not read as one ({fault.Detail})");
    }

    private void Keep(ChannelState channel, TestedCheckpoint tested)
    {
        channel.Tests[tested.Test.Author] = tested;
        Emit(new Effect.StoreCheckpoint(channel.Id, tested));
    }

    /// <summary>1. the author's ledger of this channel; 2. signed by it; 3. continuing the one before, and if not, evidence of it.</summary>
    private Fault? CheckTest(ChannelState channel, Record record, LineTest test)
    {
        var (author, incarnation) = (record.Content.Author, record.Numbering.Incarnation);

        // 1. CHN-052
        var origin = LedgerOrigin.Of(author, incarnation, channel.Id);
        if (test.Checkpoint.Checkpoint.Origin != origin.Line)
            return new Fault("CHN-052", 0, $"the checkpoint is of {test.Checkpoint.Checkpoint.Origin}, and not of {origin}");

        // 2.
        if (!test.Checkpoint.Verify(LedgerKeys.Of(_cards[origin.Party], origin, _crypto), []).Try(out _, out var unsigned))
            return unsigned with { Rule = "CHN-052" };

        // 3. CHN-053
        var last = channel.Tests.GetValueOrDefault(author) is { } known && known.Test.Incarnation == incarnation ? known : null;
        if (last is not null && test.Contradicts(last.Test, last.Signed.Checkpoint, record.Head) is { } lie)
        {
            Emit(new Effect.StoreEvidence(Evidence.Of(channel.Id, author, EvidenceKind.BrokenLedger, Find(last.Test.Id)!.Record, record)));
            return new Fault("CHN-053", 0, $"{lie}; both tests are kept as evidence");
        }

        if (test.Since != last?.Test)
            return new Fault("CHN-053", 0, "it follows a line test that was not found good here");
        return last is not null || (test.Request.OldSize == TreeSize.Zero && test.Request.Proof.Verify(TreeHash.Empty, test.Checkpoint.Checkpoint.Root))
            ? null
            : new Fault("CHN-053", 0, "the first line test of a ledger starts from nothing");
    }

    /// <summary>What a member says it was shown of another ledger, compared with what was shown here.</summary>
    // CHN-054
    private void NoteCheckpoint(ChannelState channel, Record record, SignedCheckpoint shown)
    {
        var teller = record.Content.Author;
        var checkpoint = shown.Checkpoint;
        var cards = LedgerOrigin.TryParse(checkpoint.Origin.Value, out var origin) ? _cards.GetValueOrDefault(origin.Party) : null;
        // The teller has the card of a restored node that this one has yet to get: its next line test shows it again.
        if (cards is not null && origin!.Party != _self && origin.Incarnation > cards.Current.Incarnation)
            return;
        if (cards is null || origin is null || !channel.Policies.Ever.HasMember(origin.Party) || origin.Party == teller
            || origin != LedgerOrigin.Of(origin.Party, origin.Incarnation, channel.Id)
            || !shown.Verify(LedgerKeys.Of(cards, origin, _crypto), []).Try(out _, out _))
        {
            Raise("CHN-054", channel.Id, teller, $"{teller}'s line test passes on a checkpoint that no known key of a member's ledger signed");
            return;
        }

        if (_history.FindCheckpoint(channel.Id, origin.Party, origin.Incarnation, checkpoint.Size) is { } here)
        {
            if (here.Signed.Checkpoint.Root == checkpoint.Root)
                return;
            Emit(new Effect.StoreEvidence(Evidence.Of(channel.Id, origin.Party, EvidenceKind.CheckpointTwice, Find(here.Test.Id)!.Record, record)));
            Raise("CHN-054", channel.Id, origin.Party,
                $"{origin.Party} signed two ledgers of {checkpoint.Size} entries, one for {teller} and one for this node: it has shown different pasts. Both are kept as evidence.");
        }
        else if (origin.Party == _self)
        {
            // Of a former incarnation the restored node may not have all that it sent.
            if (origin.Incarnation != channel.LedgerOrigin.Incarnation)
                return;
            Halt(channel, $"{teller} holds a checkpoint signed by this node's key that this node did not send");
        }
        else if (channel.Tests.TryGetValue(origin.Party, out var latest) && latest.Test.Incarnation == origin.Incarnation
            && checkpoint.Size < latest.Signed.Checkpoint.Size)
        {
            Raise("CHN-054", channel.Id, origin.Party, $"{origin.Party} signed a checkpoint for {teller} that stands in none of its line tests here: ask both what it is");
        }
    }

    // CHN-055
    private void AnswerTests(ChannelState channel)
    {
        if (channel.Unanswered.Count == 0 || channel.Policy.Members.Count > AnswersAtOnce)
            return;
        var answers = Answer(channel, member => !channel.AnsweredAt.TryGetValue(member, out var at) || _elapsed - at >= BetweenAnswers);
        if (answers.Count == 0)
            return;
        var desks = answers.Select(a => Find(a.Test)!.Record.Content.Desk).Distinct().ToArray();
        Say(channel, MakeOwn(channel, FormId.LineTestAnswer, Precedence.Routine, desks, [TestAnswer.ToField(answers)]));
    }

    private List<TestAnswer> Answer(ChannelState channel, Func<PartyId, bool> now)
    {
        var answers = new List<TestAnswer>();
        foreach (var (member, test) in channel.Unanswered.Where(u => now(u.Key)).OrderBy(u => u.Key).ToArray())
        {
            channel.Unanswered.Remove(member);
            channel.AnsweredAt[member] = _elapsed;
            if (channel.Tests.TryGetValue(member, out var tested) && tested.Test.Id == test)
            {
                // CHN-055: what is cosigned is stored in the same transaction, or before.
                var lines = _cosigners.Select(c => c.Sign(tested.Signed.Checkpoint, CosignatureTime.Of(_now), _entropy.Next().AsSpan(0, c.SigningRandomnessSize))).ToArray();
                answers.Add(new TestAnswer(test, lines, null));
                Emit(new Effect.StoreCosignature(channel.Id, test, _self, lines));
            }
            else
            {
                answers.Add(new TestAnswer(test, [], "CHN-053"));
            }
        }

        return answers;
    }

    // CHN-058
    private ItemAnswer TakeWitness(Input.Witnessed witnessed)
    {
        if (Find(witnessed.Test) is not { Record.Content: var content } || content.Author != _self || content.Channel != witnessed.Channel)
            return Refuse("CHN-058", "a witness cosigns this node's own line tests");
        Emit(new Effect.StoreWitness(witnessed.Channel, witnessed.Test, witnessed.Line));
        return new ItemAnswer(ItemFate.Stored);
    }

    private ItemAnswer TakeWarning(Input.WitnessKnowsMore more)
    {
        Raise("CHN-058", more.Channel, _self,
            $"the witness {more.Witness} has seen more of this node's ledger of {more.Channel.Name} than is here, or another past of it: this node was restored from an old backup, or its key is in other hands. Run 'parley ledger fsck', and look at what the members hold.");
        return new ItemAnswer(ItemFate.Stored);
    }

    // CHN-056
    private void TakeTestAnswers(ChannelState channel, Record record, IEnumerable<TestAnswer> answers)
    {
        var member = record.Content.Author;
        foreach (var answer in answers)
        {
            // Of a test that is not here nothing can be said; the others' tests may be under way.
            if (Find(answer.Test) is not { Record: var tested } || tested.Content.Channel != channel.Id || tested.Content.Form != FormId.LineTest
                || !LineTest.Parse(tested).Try(out var test, out _))
            {
                continue;
            }

            if (answer.Rule is not null)
            {
                if (tested.Content.Author == _self)
                    Raise("CHN-057", channel.Id, member, $"{member} did not cosign this node's ledger: it says that a line test broke {answer.Rule}. Run 'parley ledger fsck', and ask {member} for its evidence.");
                continue;
            }

            // One line for each of the member's keys; what is good is kept, though another be not.
            var keys = LedgerKeys.Cosigners(_cards[member], record.Numbering.Incarnation, _crypto);
            var good = new List<NoteSignature>();
            foreach (var line in answer.Cosignatures)
            {
                if (CosignatureTime.In(line) is not { } at || at.IsAfter(_now, ClockAllowance))
                    Raise("CHN-056", channel.Id, member, $"{member}'s cosignature is of a time that has not come: one of the two clocks is wrong");
                else if (SignedNote.Create(test.Checkpoint.Checkpoint.Text.Span, [line]).Verify(keys).IsVerified)
                    good.Add(line);
                else
                    Raise("CHN-056", channel.Id, member, $"{member}'s cosignature over a ledger of {tested.Content.Author} is not by its key");
            }

            if (good.Count > 0)
                Emit(new Effect.StoreCosignature(channel.Id, answer.Test, member, good));
        }
    }
}
