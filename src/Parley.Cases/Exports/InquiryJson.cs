using System.Text.Json.Nodes;
using Parley.Cases.Inquiries;
using Parley.Records.Text;
using static Parley.Cases.Exports.CaseJson;

namespace Parley.Cases.Exports;

/// <summary>The inquiry of a case as JSON.</summary>
public static class InquiryJson
{
    /// <summary>Terms, members, rights and requests as at a time.</summary>
    public static JsonObject Of(CaseFile file, DateTimeOffset now)
    {
        var inquiry = Inquiry.Of(file);
        return new JsonObject
        {
            ["parties"] = Strings(inquiry.Terms.Parties.Select(p => p.Value)),
            ["inForce"] = inquiry.Terms.InForce is not null,
            ["since"] = inquiry.Terms.Since is { } since ? Times.ToText(since) : null,
            ["clauses"] = List(inquiry.Terms.Clauses, c => new JsonObject
            {
                ["clause"] = c.Name,
                ["state"] = CaseWords.Token(c.State),
                ["latest"] = new JsonObject(c.Latest.OrderBy(l => l.Key).Select(l => KeyValuePair.Create(l.Key.Value, (JsonNode?)(l.Value.IsRejection ? $"rejected: {l.Value.Text}" : l.Value.Text)))),
            }),
            ["signatures"] = List(inquiry.Terms.Signatures, s => new JsonObject { ["party"] = s.Party.Value, ["sha256"] = s.Text.ToString(), ["record"] = s.Entry.Record.Id.ToString() }),
            ["members"] = List(inquiry.Members, m => new JsonObject
            {
                ["officer"] = m.Officer,
                ["role"] = m.Role,
                ["admitted"] = m.IsAdmitted,
                ["verdicts"] = new JsonObject(m.Verdicts.OrderBy(v => v.Key).Select(v => KeyValuePair.Create(v.Key.Value, (JsonNode?)(v.Value.Reason is { } reason ? $"{v.Value.Verdict}: {reason}" : v.Value.Verdict)))),
            }),
            ["rights"] = List(inquiry.Rights, r => new JsonObject
            {
                ["right"] = r.Right,
                ["party"] = r.Party.Value,
                ["moves"] = List(r.Moves, m => new JsonObject { ["state"] = m["state"], ["by"] = m.Party.Value, ["at"] = m["at"] ?? Times.ToText(m.Composed) }),
            }),
            ["requests"] = Requests(file, now),
        };
    }

    /// <summary>The requests as at a time.</summary>
    public static JsonArray Requests(CaseFile file, DateTimeOffset now) => List(Inquiry.Of(file).Requests, r => new JsonObject
    {
        ["request"] = r.Entry.Item.ToString(),
        ["asks"] = r.Asks,
        ["by"] = r.Asker.Value,
        ["of"] = r.Asked.Value,
        ["due"] = r.Due?.Text,
        ["state"] = CaseWords.Token(r.StateAt(now)),
        ["daysElapsed"] = r.DaysElapsed(now),
        ["answers"] = List(r.Answers, a => new JsonObject { ["state"] = a["state"], ["by"] = a.Party.Value, ["at"] = Times.ToText(a.Composed), ["note"] = a["note"], ["evidence"] = a["evidence"] }),
    });
}
