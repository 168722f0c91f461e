using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Parley.Channels;
using Parley.Channels.LineTests;
using Parley.Channels.Storage;
using Parley.Crypto;
using Parley.Ledger.Checkpoints;
using Parley.Ledger.Merkle;
using Parley.Ledger.Witnesses;
using Parley.Node.Loop;
using Parley.Records;
using Parley.Records.Notes;

namespace Parley.Node.Witnesses;

/// <summary>
/// Shows this node's checkpoints to outside witnesses (C2SP tlog-witness): the same ones that its line tests show to the members,
/// of the channels that the operator named and no others. What they answer stands beside the members' cosignatures.
/// </summary>
public sealed partial class WitnessClient : IDisposable
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)];
    private readonly NodeLoop _loop;
    private readonly IArchive _archive;
    private readonly PartyId _self;
    private readonly IReadOnlyList<(WitnessConfiguration Witness, CosignatureVerifier Key)> _witnesses;
    private readonly ILogger<WitnessClient> _log;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = TimeSpan.FromSeconds(30),
        MaxResponseContentBufferSize = SignedNote.MaxSize,
    };

    private readonly ConcurrentDictionary<(string Url, ChannelId Channel), TreeSize> _known = new();
    private readonly ConcurrentDictionary<(string Url, ChannelId Channel), Digest> _latest = new();
    private readonly CancellationTokenSource _stop = new();

    public WitnessClient(NodeLoop loop, IArchive archive, PartyId self, IEnumerable<WitnessConfiguration> witnesses, ICryptoProvider crypto, ILogger<WitnessClient> log)
    {
        (_loop, _archive, _self, _log) = (loop, archive, self, log);
        _witnesses = [.. witnesses.Select(w => (w, new CosignatureVerifier(w.VerifierKey, w.VerifierKey.SignatureType == NoteSignatureTypes.MlDsa44Cosignature ? crypto.MlDsa44 : crypto.Ed25519)))];
        if (_witnesses.Count > 0)
            loop.Committed += Show;
    }

    public void Dispose()
    {
        _loop.Committed -= Show;
        _stop.Cancel();
        _http.Dispose();
        _stop.Dispose();
    }

    private void Show(IReadOnlyList<Effect.Stored> effects)
    {
        foreach (var stored in effects.OfType<Effect.StoreCheckpoint>().Where(s => s.Tested.Test.Author == _self))
        {
            foreach (var (witness, key) in _witnesses.Where(w => w.Witness.Channels.Contains(stored.Channel.Name)))
            {
                _latest[(witness.Url, stored.Channel)] = stored.Tested.Test.Id;
                _ = Task.Run(() => ShowAsync(witness, key, stored.Channel, stored.Tested, _stop.Token));
            }
        }
    }

    /// <summary>Until it is cosigned, refused, or a later checkpoint has taken its place. The line never waits for it.</summary>
    private async Task ShowAsync(WitnessConfiguration witness, CosignatureVerifier key, ChannelId channel, TestedCheckpoint tested, CancellationToken cancel)
    {
        try
        {
            for (var attempt = 0; _latest[(witness.Url, channel)] == tested.Test.Id; attempt++)
            {
                try
                {
                    if (await TryAsync(witness, key, channel, tested, cancel))
                        return;
                }
                catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
                {
                    LogUnreachable(witness.Url, e.Message);
                }

                await Task.Delay(Waits[Math.Min(attempt, Waits.Length - 1)], cancel);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The node is shutting down; the next line test is shown after the start.
        }
        catch (Exception e)
        {
            // Nothing that a witness answers may touch the line.
            LogFailed(witness.Url, e.GetType().Name);
        }
    }

    /// <returns>Whether the matter is at an end.</returns>
    private async Task<bool> TryAsync(WitnessConfiguration witness, CosignatureVerifier key, ChannelId channel, TestedCheckpoint tested, CancellationToken cancel)
    {
        var size = tested.Signed.Checkpoint.Size;
        var old = _known.GetValueOrDefault((witness.Url, channel), TreeSize.Zero);
        var proof = _archive.WithTiles(channel, tested.Test.Incarnation, tiles => ConsistencyProof.TryBuild(tiles, old, size, out var built, out _) ? built : null);
        if (proof is null)
            return true;
        using var content = new ByteArrayContent(new AddCheckpointRequest(old, proof.Hashes, tested.Signed).ToBytes());
        using var response = await _http.PostAsync(new Uri(witness.Url.TrimEnd('/') + "/add-checkpoint"), content, cancel);
        var answer = await response.Content.ReadAsByteArrayAsync(cancel);
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                if (!WitnessAnswer.Take(tested.Signed, answer, [key]).Try(out var cosigned, out var fault))
                {
                    LogRefused(witness.Url, channel.Name, fault.ToString());
                    return true;
                }

                _known[(witness.Url, channel)] = size;
                foreach (var line in cosigned.Note.Signatures.Skip(tested.Signed.Note.Signatures.Count))
                    await _loop.AskAsync(ticket => new Input.Witnessed(ticket, channel, tested.Test.Id, line), cancel);
                return true;
            case HttpStatusCode.Conflict when long.TryParse(System.Text.Encoding.ASCII.GetString(answer).TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var known):
                if (known > size.Value)
                {
                    await _loop.AskAsync(ticket => new Input.WitnessKnowsMore(ticket, channel, witness.VerifierKey.Name.ToString(), known), cancel);
                    return true;
                }

                // The same size again would be no news to it; with its size in hand, at once.
                var tried = old.Value == known;
                _known[(witness.Url, channel)] = new TreeSize(known);
                return tried || await TryAsync(witness, key, channel, tested, cancel);
            case HttpStatusCode.UnprocessableEntity:
                await _loop.AskAsync(ticket => new Input.WitnessKnowsMore(ticket, channel, witness.VerifierKey.Name.ToString(), old.Value), cancel);
                return true;
            default:
                LogRefused(witness.Url, channel.Name, FormattableString.Invariant($"HTTP {(int)response.StatusCode}"));
                return response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.BadRequest;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The witness at {Url} could not be reached: {Reason}")]
    private partial void LogUnreachable(string url, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The witness at {Url} did not cosign the ledger of {Channel}: {Reason}")]
    private partial void LogRefused(string url, string channel, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "What the witness at {Url} answered failed in a way it must not: {Kind}")]
    private partial void LogFailed(string url, string kind);
}
