using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.Wire;
using Parley.Node.Attachments;
using Parley.Node.Loop;
using Parley.Node.Telemetry;
using Parley.Records;

namespace Parley.Node.Bearers;

/// <summary>Takes in what bearers that store and forward have brought. Its answer is an item of a later bundle.</summary>
public sealed partial class Intake(NodeLoop loop, AttachmentDesk attachments, Envelopes envelopes, ILogger<Intake> log)
{
    private const int Remembered = 65_536;
    private readonly Lock _lock = new();
    private readonly HashSet<Digest> _seen = [];
    private readonly Queue<Digest> _order = new();

    /// <summary>Takes a bundle. Once this returns, what was in it is durable here, or it is none: it may be deleted wherever it came from.</summary>
    /// <returns>The sender; or why it was not taken, which asking again would not change.</returns>
    /// <exception cref="NotStoredException">This node cannot store at the moment; ask again later.</exception>
    public async Task<Outcome<PartyId>> TakeAsync(ReadOnlyMemory<byte> bytes, string bearer, CancellationToken cancel)
    {
        // BND-020: before anything is opened, so that a copy costs no more than its hash.
        var copy = Digest.Of(bytes.Span);
        if (IsSeen(copy))
            return new Fault("BND-020", 0, "this bundle was taken already");
        if (!envelopes.Open(bytes).Try(out var incoming, out var fault))
        {
            Measures.Refused(bearer);
            LogRefused(bearer, fault.ToString());
            return fault;
        }

        using (incoming)
        {
            var bundle = incoming.Bundle;
            var fates = await attachments.TakeAsync(bundle, bearer, cancel);
            // ATT-022: of chunks and requests for some nobody waits for an answer.
            if (bundle.Items.Any(i => i.Kind is not (ItemKind.Answer or ItemKind.Chunk or ItemKind.Fetch)))
                await loop.PostAsync(new Input.AnswerLater(bundle.From, new BundleAnswer(bundle.Id, fates)), cancel);
            // A chunk that came before the record that attaches it may come again.
            if (!bundle.IsBulk || fates.All(f => f.Fate != ItemFate.Refused))
                Remember(copy);
            return bundle.From;
        }
    }

    private bool IsSeen(Digest copy)
    {
        lock (_lock)
            return _seen.Contains(copy);
    }

    private void Remember(Digest copy)
    {
        lock (_lock)
        {
            if (!_seen.Add(copy))
                return;
            _order.Enqueue(copy);
            if (_order.Count > Remembered)
                _seen.Remove(_order.Dequeue());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A bundle that {Bearer} brought was not taken: {Rule}")]
    private partial void LogRefused(string bearer, string rule);
}
