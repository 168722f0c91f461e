using CsCheck;
using Parley.Channels.Storage;
using Parley.Instruments.Obligations;
using Parley.Node.Watch;
using Parley.Records;

namespace Parley.Node.Tests;

/// <summary>Who is told of what stands unread, and when: the decision alone, under any order of arrivals, readings, failures and restarts.</summary>
public sealed class EscalationTests : IDisposable
{
    private const string Officer = "officer@line.test", Chief = "chief@line.test", Hook = "https://pager.line.test/";
    private static readonly DateTimeOffset Start = new(2023, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlarmStep[] Steps =
    [
        new() { Sound = true, Precedence = "immediate" },
        new() { AfterSeconds = 30, Mail = [Officer] },
        new() { AfterSeconds = 90, NextPerson = true },
        new() { AfterSeconds = 200, Webhook = Hook, Mail = [Officer] },
    ];

    private static readonly Person[] Roster = [Person("day", "08:00", "20:00"), Person("night", "20:00", "08:00"), Person("always", "00:00", "00:00")];

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("parley-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Run_OfAnyArrivalsReadingsAndFailures_TellsEachStepOnceInTimeAndNobodyTooOften() => Gen.Select(
        Gen.Select(Gen.Int[0, 400], Gen.Int[1, 900], Gen.Enum<Precedence>()).Array[1, 12], Gen.Int[0, 1 << 20], Gen.Int[1, 4]).Sample((arrivals, failing, tick) =>
    {
        var attempts = new Dictionary<(Digest, string), Attempt>();
        var told = new Dictionary<Reach, DateTimeOffset>();
        var done = new HashSet<(Digest, string)>();
        var tries = 0;
        var lastFault = new Dictionary<Reach, (DateTimeOffset At, int Tries)>();
        for (var second = 0; second < 3000; second += tick)
        {
            var now = Start.AddSeconds(second);
            // Half of them are read some time; the others stand unread to the end.
            var unread = arrivals.Select((a, i) => (a, i)).Where(x => x.a.Item1 <= second && (x.i % 2 == 0 || second < x.a.Item1 + x.a.Item2))
                .Select(x => new UnreadRecord(Id(x.i), x.a.Item3, Start.AddSeconds(x.a.Item1))).ToArray();
            foreach (var call in Escalation.Due(Steps, Roster, unread, [.. attempts.Values], told, now))
            {
                // Only within the first 1,500 s, so that it all comes to an end.
                var fails = call.Reach.Means != Means.Sound && second < 1500 && (failing >> (tries++ % 20) & 1) == 1;
                if (call.Reach.Means != Means.Sound)
                {
                    Assert.True(!told.TryGetValue(call.Reach, out var last) || now - last >= Escalation.Pause, $"{call.Reach} is told twice within a minute");
                    Assert.True(!lastFault.TryGetValue(call.Reach, out var fault) || now - fault.At >= TimeSpan.FromSeconds(10), $"{call.Reach} is tried again at once");
                }

                foreach (var (matter, step) in call.For)
                {
                    var record = Assert.IsType<UnreadRecord>(matter);
                    Assert.Contains(record, unread);
                    Assert.True(now >= record.Since.AddSeconds(int.Parse(step.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)), $"{step} came too early");
                    Assert.True(record.Precedence == Precedence.Flash || (record.Precedence == Precedence.Immediate && step == "0 Sound "), $"{step} for {record.Precedence}");
                    Assert.DoesNotContain((record.Id, step), done);
                    var before = attempts.GetValueOrDefault((record.Id, step));
                    Assert.True(before is null || before.Reach == call.Reach, "a retry goes to somebody else");
                    attempts[(record.Id, step)] = new Attempt(record.Id, step, call.Reach, (before?.Tries ?? 0) + 1, now, fails ? "refused" : null);
                    if (!fails)
                        done.Add((record.Id, step));
                }

                if (fails)
                    lastFault[call.Reach] = (now, 0);
                else
                    told[call.Reach] = now;
            }
        }

        for (var i = 0; i < arrivals.Length; i += 2)
        {
            var expected = arrivals[i].Item3 switch { Precedence.Flash => 5, Precedence.Immediate => 1, _ => 0 };
            Assert.Equal(expected, done.Count(d => d.Item1 == Id(i)));
        }
    }, iter: 60);

    [Fact]
    public void NextPerson_IsOnDutyFirst_ThenTheOthers_ThenFromTheFirstAgain()
    {
        AlarmStep[] steps = [.. Enumerable.Range(1, 4).Select(i => new AlarmStep { AfterSeconds = i, NextPerson = true })];
        var called = Escalation.Due(steps, Roster, [Flash(0)], [], Told, Start.AddSeconds(1)).Single();
        Assert.Equal("day@line.test", called.Reach.Address);
        // All steps at once, as after a night in which the node was down: each takes the next one.
        var all = Escalation.Due(steps, Roster, [Flash(0)], [], Told, Start.AddSeconds(4));
        Assert.Equal(["day@line.test", "always@line.test", "night@line.test"], all.Select(c => c.Reach.Address));
        Assert.Equal(2, all[0].For.Count);
        Assert.Equal("night@line.test", Escalation.Due([new AlarmStep { NextPerson = true }], Roster, [Flash(0)], [], Told, Start.AddHours(10)).Single().Reach.Address);
    }

    [Fact]
    public void Due_ForManyRecords_IsOneCallForEachReach()
    {
        var due = Escalation.Due([new AlarmStep { Mail = [Officer, Chief] }], [], Enumerable.Range(0, 500).Select(Flash), [], Told, Start);
        Assert.Equal([Officer, Chief], due.Select(d => d.Reach.Address));
        Assert.All(due, d => Assert.Equal(500, d.For.Count));
    }

    [Fact]
    public void Due_ForADuty_IsByItsTime_AndOnceForEachStep()
    {
        DeadlineStep[] deadlines = [new() { BeforeHours = 24, Sound = true }, new() { Mail = [Officer] }, new() { BeforeHours = -2, Mail = [Chief] }];
        var own = Duty(1, own: true);
        AlarmCall[] At(double hours, DutyMatter duty, params Attempt[] attempts) => [.. Escalation.Due(Steps, Roster, [duty], attempts, Told, Start.AddHours(hours), deadlines)];
        Assert.Empty(At(-24.01, own));
        Assert.Equal([Reach.Sound], At(-24, own).Select(c => c.Reach));
        var sounded = new Attempt(own.Id, At(-24, own)[0].For[0].Step, Reach.Sound, 1, Start.AddHours(-24), null);
        Assert.Empty(At(-0.01, own, sounded));
        Assert.Equal([Officer], At(0, own, sounded).Select(c => c.Reach.Address));
        Assert.Equal([Officer, Chief], At(2, own, sounded).Select(c => c.Reach.Address));
        // Another one, such as the same once its answer is called inadequate, is told of anew; another party's only once its time has passed.
        Assert.Equal(2, At(0, Duty(2, own: true), sounded).Length);
        Assert.Empty(At(-1, Duty(3, own: false)));
        Assert.Equal([Officer], At(0, Duty(3, own: false)).Select(c => c.Reach.Address));

        // One call for a record and a duty.
        var both = Escalation.Due([new AlarmStep { Mail = [Officer] }], [], [Flash(0), own], [], Told, Start, deadlines).Single(c => c.Reach.Address == Officer);
        Assert.Equal(2, both.For.Count);
    }

    [Fact]
    public void Due_AfterTheClockWasPutBack_IsNotSilenced()
    {
        var back = Start.AddHours(-5);
        var reach = new Reach(Means.Mail, Officer);
        var failed = new Attempt(Id(0), $"30 Mail {Officer}", reach, 9, Start, "refused");
        var due = Escalation.Due([Steps[1]], [], [Flash(0), Flash(1)], [failed], new Dictionary<Reach, DateTimeOffset> { [reach] = Start }, back);
        Assert.Equal(2, Assert.Single(due).For.Count);
    }

    [Fact]
    public void Attempts_ThatFail_WaitLongerEachTime_AndNeverMoreThanTenMinutes() => Assert.Equal([10, 20, 40, 80, 160, 320, 600, 600],
        new[] { 1, 2, 3, 4, 5, 6, 7, 1000 }.Select(tries => (int)(new Attempt(Id(0), "", Reach.Sound, tries, Start, "refused").AgainAt - Start).TotalSeconds));

    [Theory]
    // Kyiv is two hours ahead of UTC in winter, three from 26 March 2023, 01:00Z.
    [InlineData("08:00", "20:00", "2023-03-25T06:00Z", true)]
    [InlineData("08:00", "20:00", "2023-03-25T05:59Z", false)]
    [InlineData("08:00", "20:00", "2023-03-25T18:00Z", false)]
    [InlineData("08:00", "20:00", "2023-03-26T05:00Z", true)]
    [InlineData("08:00", "20:00", "2023-03-26T17:00Z", false)]
    [InlineData("20:00", "08:00", "2023-03-25T18:00Z", true)]
    [InlineData("20:00", "08:00", "2023-03-26T04:59Z", true)]
    [InlineData("20:00", "08:00", "2023-03-26T05:00Z", false)]
    [InlineData("00:00", "00:00", "2023-03-26T12:00Z", true)]
    public void Duty_AcrossMidnightAndSummerTime_IsLocal(string from, string until, string at, bool onDuty) =>
        Assert.Equal(onDuty, Person("x", from, until, "Europe/Kyiv").IsOnDuty(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void Duty_OfANight_BelongsToTheDayOnWhichItBegan()
    {
        // 3 March 2023 was a Friday.
        var friday = new Person { Name = "x", Mail = "x@line.test", Zone = "UTC", From = "20:00", Until = "08:00", Days = ["fri"] };
        Assert.False(friday.IsOnDuty(new DateTimeOffset(2023, 3, 3, 7, 0, 0, TimeSpan.Zero)));
        Assert.True(friday.IsOnDuty(new DateTimeOffset(2023, 3, 3, 21, 0, 0, TimeSpan.Zero)));
        Assert.True(friday.IsOnDuty(new DateTimeOffset(2023, 3, 4, 7, 0, 0, TimeSpan.Zero)));
        Assert.False(friday.IsOnDuty(new DateTimeOffset(2023, 3, 4, 21, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("alarm:\n  - after-seconds: -1\n    sound: true", "'after-seconds' must be between")]
    [InlineData("alarm:\n  - after-seconds: 5", "does nothing")]
    [InlineData("alarm:\n  - precedence: routine\n    sound: true", "'precedence' must be flash or immediate")]
    [InlineData("alarm:\n  - webhook: http://pager.line.test/", "'webhook' must be an https address")]
    [InlineData("alarm:\n  - webhook: https://pager.line.test/\n    webhook-pin: abc", "64 hexadecimal digits")]
    [InlineData("alarm:\n  - mail: [officer@line.test]", "give the key 'mail'")]
    [InlineData("mail:\n  from: a@line.test\n  smtp: 127.0.0.1:25\n  security: none\nalarm:\n  - mail: [\"a@line.test\\nBcc: b@line.test\"]", "must be an address")]
    [InlineData("alarm:\n  - next-person: true", "needs a 'roster'")]
    [InlineData("alarm:\n  - next-person: true\n  - next-person: true", "two steps call the next person")]
    [InlineData("alarm:", "must be lists")]
    [InlineData("deadlines:", "must be lists")]
    [InlineData("deadlines:\n  - before-hours: 9000\n    sound: true", "'before-hours' must be between")]
    [InlineData("deadlines:\n  - before-hours: 5", "does nothing")]
    [InlineData("deadlines:\n  - webhook: http://pager.line.test/", "'webhook' must be an https address")]
    [InlineData("deadlines:\n  - next-person: true", "needs a 'roster'")]
    [InlineData("deadlines:\n  - mail: [officer@line.test]", "give the key 'mail'")]
    [InlineData("roster:\n  - name: x\n    mail: x@line.test\n    zone: Europe/Nowhere", "'zone' must be")]
    [InlineData("roster:\n  - name: x\n    mail: x@line.test\n    zone: UTC\n    from: 8", "'from' must be a time")]
    [InlineData("roster:\n  - name: x\n    mail: x@line.test\n    zone: UTC\n    days: [someday]", "'days' must be")]
    [InlineData("alarm:\n  - sounds: true", "there is no key 'sounds'")]
    public void Configuration_ThatCouldNotAlarm_IsRefusedAtTheStart(string yaml, string expected)
    {
        File.WriteAllText(In("node.yaml"), $"party: X-NN\n{yaml}\n");
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => NodeConfiguration.Read(_directory.FullName)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_OfTheTemplatesExamples_Reads()
    {
        var lines = NodeConfiguration.Template(PartyId.Parse("X-NN"), "127.0.0.1:7443", "127.0.0.1:7480", null).Split('\n');
        var examples = lines.SkipWhile(l => l != "# alarm:").TakeWhile(l => l.StartsWith('#')).Where(l => !l.Contains("pin:", StringComparison.Ordinal)).Select(l => l[2..].Split("  (")[0]);
        File.WriteAllText(In("node.yaml"), string.Join('\n', lines) + "\nmail:\n  from: a@line.test\n  smtp: 127.0.0.1:25\n  security: none\n" + string.Join('\n', examples));
        var read = NodeConfiguration.Read(_directory.FullName);
        Assert.Equal(3, read.Alarm.Length);
        Assert.Equal([48, 0, -2], read.Deadlines.Select(d => d.BeforeHours));
        Assert.Equal("Europe/Minsk", Assert.Single(read.Roster).Zone);
        Assert.True(new NodeConfiguration().Alarm.Single().Sound);
    }

    private string In(string file) => Path.Combine(_directory.FullName, file);

    private static Dictionary<Reach, DateTimeOffset> Told => [];

    private static UnreadRecord Flash(int i) => new(Id(i), Precedence.Flash, Start);

    // Escalation looks at whose it is and when its time comes, and at nothing of what is owed.
    private static DutyMatter Duty(int i, bool own) => new(Id(i), Start, new Duty(Id(i), null!, own, Start));

    private static Digest Id(int i) => Digest.Of(BitConverter.GetBytes(i));

    private static Person Person(string name, string from, string until, string zone = "UTC") => new() { Name = name, Mail = $"{name}@line.test", Zone = zone, From = from, Until = until };
}
