using System.Globalization;
using Parley.Node.Api;

namespace Parley.Cli.Doctor;

/// <summary>What a running node says of itself: its self test, peers, bearers, channels, ledgers, alarms, and what stands unread.</summary>
internal sealed class RunningCheck(NodeClient node, TimeProvider clock)
{
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(1);

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancel)
    {
        if (!await node.IsUpAsync(cancel))
            return [Finding.Bad("node", "it does not run, or does not answer", $"{Terminal.StartOf(node.Directory.Path)}; its log says why it stopped")];
        var status = await node.NodeAsync(cancel);
        var found = new List<Finding> { await SelfTestAsync(status, cancel) };
        found.AddRange(Peers(status));
        found.AddRange(Channels(status));
        found.AddRange(await LedgersAsync(status, cancel));
        found.AddRange(await LinesAsync(cancel));
        found.Add(await InboxAsync(cancel));
        found.Add(await AlarmsAsync(cancel));
        return found;
    }

    private async Task<Finding> SelfTestAsync(NodeMessage status, CancellationToken cancel)
    {
        if (status.StoreFault is { } fault)
            return Finding.Bad("node", $"its store fails: {fault}", "see the disk; it takes nothing and sends nothing until then");
        var test = await node.SelfTestAsync(cancel);
        return test.Good
            ? Finding.Good("node", "keys, disk, clock, bearer and engine passed its self test")
            : Finding.Bad("node", string.Join("; ", test.Faults), "parley selftest repeats it");
    }

    private IEnumerable<Finding> Peers(NodeMessage status)
    {
        foreach (var peer in status.Parties.Where(p => p.Party != status.Party))
        {
            var (works, fails) = (peer.Routes.Where(r => r.State == "works").ToArray(), peer.Routes.Where(r => r.State == "fails").ToArray());
            var about = $"peer {peer.Party}";
            if (fails is [])
                yield return Finding.Good(about, peer.Routes is [] ? "its card names no address" : $"{works.Length} of {peer.Routes.Count} addresses work, the others were not tried yet");
            else if (works is [])
                yield return Finding.Bad(about, $"no address works; {fails[0].Address}: {fails[0].Fault}", "is this machine's network up? Then ask the peer by telephone; a courier helps meanwhile: parley pouch pack");
            else
                yield return Finding.Look(about, $"{fails.Length} of {peer.Routes.Count} addresses fail; {fails[0].Address}: {fails[0].Fault}", "the others carry; mend it before they fail too");
        }

        foreach (var route in status.Parties.Where(p => p.Party == status.Party).SelectMany(p => p.Routes).Where(r => r.State == "fails"))
            yield return Finding.Bad("mailbox", $"{route.Bearer} {route.Address}: {route.Fault}", "what is left there is not fetched: see the relay or mail server, and 'mail' in node.yaml");
    }

    private static IEnumerable<Finding> Channels(NodeMessage status)
    {
        foreach (var channel in status.Channels)
        {
            yield return channel.State switch
            {
                "open" when channel.Changes.Count > 0 => Finding.Look($"channel {channel.Name}", "open; a change of its policy waits for signatures", $"parley channel show {channel.Name}; parley channel sign {channel.Name}"),
                "open" => Finding.Good($"channel {channel.Name}", "open"),
                "proposed" => Finding.Look($"channel {channel.Name}", $"waits for {string.Join(", ", channel.Missing)}", channel.Missing.Contains(status.Party) ? $"parley channel show {channel.Name}; parley channel sign {channel.Name}" : "ask them"),
                "recovering" => Finding.Look($"channel {channel.Name}", "this node was restored and gets its records back", $"wait; where a member is gone for good: parley restart --end-recovery {channel.Name}"),
                "halted" => Finding.Bad($"channel {channel.Name}", "this node was put back to an older state, or its key is in other hands, and says nothing", "docs/operator/keys.md, 'A key may be in other hands'; then parley restart"),
                var other => Finding.Good($"channel {channel.Name}", other),
            };
        }
    }

    private async Task<IReadOnlyList<Finding>> LedgersAsync(NodeMessage status, CancellationToken cancel)
    {
        var found = new List<Finding>();
        var ahead = new Dictionary<string, TimeSpan>();
        foreach (var channel in status.Channels.Where(c => c.State == "open"))
        {
            var ledger = await node.LedgerAsync(channel.Name, cancel);
            if (ledger.Tests.FirstOrDefault(t => t.Party == status.Party) is not { } own)
            {
                found.Add(Finding.Look($"ledger {channel.Name}", "the line was not tested yet", $"parley test {channel.Name}"));
                continue;
            }

            var missing = channel.Members.Where(m => m != status.Party && own.Cosigned.All(c => c.Member != m)).ToArray();
            found.Add(missing is []
                ? Finding.Good($"ledger {channel.Name}", $"{ledger.Size} entries, cosigned by all at {own.At[..19].Replace('T', ' ')}Z")
                : Finding.Look($"ledger {channel.Name}", $"{string.Join(", ", missing)} did not cosign the head of {own.At[..19].Replace('T', ' ')}Z", $"parley test {channel.Name}; then parley line"));
            foreach (var cosigned in own.Cosigned.Where(c => c.Member != status.Party))
            {
                if (Parse(cosigned.At) is { } theirs && Parse(own.At) is { } ours)
                    ahead[cosigned.Member] = theirs - ours;
            }
        }

        // An answer cannot be older than its question. One that seems so, or comes from ahead, is a clock's doing; of several, all of them point at this one.
        var off = ahead.Where(a => a.Value < -Apart).ToArray();
        if (off.Length > 0)
        {
            found.Add(Finding.Look("clock", string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", off.Select(o => o.Key))} answered a line test before it was made, by {-off.Min(o => o.Value).TotalSeconds:0} s"),
                off.Length == ahead.Count && off.Length > 1 ? "this machine's clock is ahead: set it" : "one of the two clocks is wrong: compare both with a third"));
        }

        return found;
    }

    private async Task<IReadOnlyList<Finding>> LinesAsync(CancellationToken cancel) =>
    [
        .. (await node.LinesAsync(cancel)).Where(l => l.Cause != "none")
            .Select(l => Finding.Look($"line {l.Channel} {l.Member}", l.Text, "parley line says what was tried")),
    ];

    private async Task<Finding> InboxAsync(CancellationToken cancel)
    {
        var inbox = await node.InboxAsync(cancel);
        var urgent = inbox.Count(r => r.Precedence is "flash" or "immediate");
        return urgent > 0
            ? Finding.Bad("desk", $"{urgent} urgent records are unread", "parley inbox, and read them")
            : Finding.Good("desk", $"{inbox.Length} records are unread, none of them urgent");
    }

    private async Task<Finding> AlarmsAsync(CancellationToken cancel)
    {
        var alarms = await node.AlarmsAsync(cancel);
        var day = alarms.Where(a => Parse(a.LastAt) is { } at && clock.GetUtcNow() - at < TimeSpan.FromDays(1)).ToArray();
        return day is []
            ? Finding.Good("alarms", $"none in the last 24 h, {alarms.Length} before")
            : Finding.Look("alarms", $"{day.Length} in the last 24 h: {string.Join(", ", day.Select(a => a.Rule).Distinct().Order(StringComparer.Ordinal))}", "parley status shows them; docs/operator/manual.md says what to do for each");
    }

    private static DateTimeOffset? Parse(string time) =>
        DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;
}
