using Microsoft.Extensions.Logging.Abstractions;
using Parley.Crypto;
using Parley.Node.Attachments;
using Parley.Node.Bearers;
using Parley.Node.Keys;
using Parley.Node.Loop;
using Parley.Records;

namespace Parley.Node.Pouches;

/// <summary>A node that does not run, opened for a pouch: it takes in and packs, and reaches nobody else.</summary>
public static class StoppedNode
{
    /// <summary>Opens the node, does <paramref name="work"/>, and closes it again.</summary>
    /// <exception cref="InvalidDataException">The node is running, or something in its directory does not fit.</exception>
    public static async Task<T> DoAsync<T>(NodeDirectory directory, ICryptoProvider crypto, TimeProvider clock, Func<PouchDesk, Task<T>> work, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(work);
        var configuration = NodeConfiguration.Read(directory.Path);
        var self = PartyId.Parse(configuration.Party);
        using var once = NodeHost.Lock(directory);
        directory.RequireDeclared();
        using var keys = new NodeKeys(directory, crypto);
        using var seals = SealKeys.Read(directory, crypto);
        using var database = new NodeDatabase(directory, configuration);
        await using var loop = new NodeLoop(database.OpenStopped(clock), self, keys, crypto, configuration, clock, NullLogger<NodeLoop>.Instance);
        var envelopes = new Envelopes(loop, self, keys, seals, crypto);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var running = loop.RunAsync(ending.Token);
        try
        {
            var carrier = new Carrier(loop, envelopes, self, new Dictionary<string, IBearer>(), clock, NullLogger<Carrier>.Instance);
            using var attachments = new AttachmentDesk(loop, carrier, database.Archive, new AttachmentFiles(directory.Attachments, configuration.Attachments), self, crypto, clock, NullLogger<AttachmentDesk>.Instance);
            return await work(new PouchDesk(loop, envelopes, new Intake(loop, attachments, envelopes, NullLogger<Intake>.Instance), attachments));
        }
        finally
        {
            await ending.CancelAsync();
            await running;
        }
    }
}
