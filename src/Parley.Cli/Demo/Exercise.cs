using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Parley.Node;
using Parley.Records;
using Parley.Records.Cards;
using Parley.Records.Notes;
using Parley.Records.Policies;

namespace Parley.Cli.Demo;

/// <summary>The parties of a scenario as real nodes: made, met and joined by channels as operators would do it.</summary>
internal sealed class Exercise : IAsyncDisposable
{
    private Exercise(Scenario scenario, IReadOnlyList<ExerciseNode> nodes)
    {
        Scenario = scenario;
        Nodes = nodes;
    }

    public Scenario Scenario { get; }

    public IReadOnlyList<ExerciseNode> Nodes { get; }

    /// <summary>The exercise's clock, which the policies fix.</summary>
    public ExerciseClock Clock { get; private set; } = null!;

    /// <summary>The channels' identities by name.</summary>
    public IReadOnlyDictionary<string, ChannelId> Channels { get; private set; } = new Dictionary<string, ChannelId>();

    public ExerciseNode this[string party] => Nodes.First(n => n.Party.Id == party);

    /// <summary>1. make the nodes; 2. start them; 3. every two exchange cards; 4. every member signs every policy.</summary>
    public static async Task<Exercise> BringUpAsync(Scenario scenario, string directory, long rate, Action<string> progress, CancellationToken cancel)
    {
        // 1.
        var cards = new Dictionary<string, SignedNote>();
        var nodes = new List<ExerciseNode>();
        var ports = new Queue<int>(FreePorts(3 * scenario.Parties.Count));
        foreach (var party in scenario.Parties)
        {
            progress($"{party.Id}: keys, card and store");
            var place = new NodeDirectory(Path.Combine(directory, party.Id));
            var (listen, api, console) = ($"127.0.0.1:{ports.Dequeue()}", $"127.0.0.1:{ports.Dequeue()}", $"127.0.0.1:{ports.Dequeue()}");
            cards[party.Id] = new NodeSetup(PartyId.Parse(party.Id), party.Name, party.Desks, party.Officers, new Uri($"https://{listen}"), listen, api, console)
                .Create(place, Crypto.Provider, TimeProvider.System);
            // Fixed offsets, as the scenario has them: NodaTime reads UTC+03 as a zone.
            if (scenario.UtcOffsets.Count > 0)
                File.AppendAllText(Path.Combine(place.Path, NodeConfiguration.FileName), $"\nzones:\n{string.Concat(scenario.UtcOffsets.Select(o => $"  {o.Key}: UTC{o.Value}\n"))}");
            nodes.Add(new ExerciseNode(party, place));
        }

        var exercise = new Exercise(scenario, nodes);
        try
        {
            // 2.
            progress("starting the nodes");
            await Task.WhenAll(nodes.Select(n => n.StartAsync(cancel)));

            // 3.
            progress("each party pins the others' cards");
            await Task.WhenAll(nodes.Select(async node =>
            {
                foreach (var card in cards.Where(c => c.Key != node.Party.Id))
                    await node.Client.AcceptCardAsync(card.Value.ToString(), cancel);
            }));

            // 4.
            exercise.Clock = new ExerciseClock(scenario.Start, Records.Text.Times.Truncate(TimeProvider.System.GetUtcNow()).AddSeconds(1), rate);
            var channels = new Dictionary<string, ChannelId>();
            foreach (var channel in scenario.Channels)
            {
                progress($"every member signs the policy of {channel.Name}");
                var policy = Policy(channel, cards, exercise.Clock with { ScenarioStart = scenario.StartOf(channel) });
                if (policy.Check() is { } fault)
                    throw new CommandFailure($"channel {channel.Name}: {fault}");
                await Task.WhenAll(channel.Members.Select(m => exercise[m].Client.SignPolicyAsync(Encoding.UTF8.GetString(policy.ToBytes()), cancel)));
                channels[channel.Name] = new ChannelId(policy.Name, policy.Hash);
            }

            exercise.Channels = channels;
            foreach (var node in nodes)
            {
                while ((await node.Client.NodeAsync(cancel)).Channels.Count(c => c.State == "open") < scenario.Channels.Count(c => c.Members.Contains(node.Party.Id)))
                    await Task.Delay(20, cancel);
            }

            progress("the members of each channel come into its group");
            await Sealing.WaitAsync(exercise, cancel);
            return exercise;
        }
        catch
        {
            await exercise.DisposeAsync();
            throw;
        }
    }

    /// <summary>Does something for which the nodes must be up. One that ends by itself ends it, instead of being waited for for ever.</summary>
    public async Task WhileUpAsync(Func<CancellationToken, Task> work, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var working = work(stop.Token);
        var ended = Task.WhenAny(Nodes.Select(n => n.Ended));
        if (await Task.WhenAny(working, ended) == working)
        {
            await working;
            return;
        }

        await stop.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Ctrl-C reaches the nodes too, perhaps before it reaches this program.
        await Task.Delay(TimeSpan.FromMilliseconds(200), cancel);
        throw new CommandFailure(await await ended);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
    }

    private static ChannelPolicy Policy(ScenarioChannel channel, Dictionary<string, SignedNote> cards, ExerciseClock clock) => new()
    {
        Name = channel.Name,
        Version = 1,
        Exercise = true,
        Track = channel.Kind,
        Members = [.. channel.Members.Select(PartyId.Parse).Order().Select(p => new Member(p, CardHistory.Pin(cards[p.Value], Crypto.Provider).OrThrow().Current.Root))],
        Depositary = PartyId.Parse(channel.Depositary),
        LineTestSeconds = 3600,
        Answer = AnswerTimes.Default,
        Languages = channel.Languages,
        SingleKey = [.. channel.SingleKey.Select(f => StandingAuthority.TryParse(f, out var authority) ? authority : throw new InvalidDataException($"single-key: '{f}' is not a form, such as incident.holding/1 or reply/1@immediate"))],
        Clock = clock,
    };

    // Below those that the kernel gives to connections (32768 and up): one of these could be somebody's connection again before its node starts.
    private static List<int> FreePorts(int count)
    {
        // All are held until all are found, so that none is given twice.
        var listeners = new List<TcpListener>();
        for (var port = 10_000 + RandomNumberGenerator.GetInt32(12_000); listeners.Count < count; port++)
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                listeners.Add(listener);
            }
            catch (SocketException)
            {
                // Another program's: the next one.
                listener.Dispose();
            }
        }

        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToList();
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
