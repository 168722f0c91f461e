using System.Security.Cryptography;
using System.Text;
using Parley.Cli.Keys;
using Parley.Crypto;
using Parley.Node;
using Parley.Node.Api;
using Parley.Node.Keys;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli;

/// <summary>What an officer has to say, before it is signed.</summary>
internal sealed record Draft
{
    public required ChannelId Channel { get; init; }

    public required PostId Desk { get; init; }

    public required IReadOnlyList<PostId> To { get; init; }

    public IReadOnlyList<PostId> Info { get; init; } = [];

    public required IReadOnlyList<Head> Seen { get; init; }

    public required DateTimeOffset Composed { get; init; }

    public Precedence Precedence { get; init; } = Precedence.Routine;

    public required FormId Form { get; init; }

    public string? Subject { get; init; }

    public string Language { get; init; } = "en";

    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>
    /// Gives the draft its random id and salts and has the officers sign it: one releases, and another drafted it where
    /// <paramref name="drafter"/> is named. The result may be submitted as often as need be: it is said once.
    /// </summary>
    public SubmissionMessage Sign(NodeDirectory directory, string? drafter, string releaser, ICryptoProvider crypto)
    {
        var author = Desk.Party;
        var fields = new SaltedFields(Fields, RandomNumberGenerator.GetBytes(SaltedFields.SeedSize));
        var id = new ContentId(RandomNumberGenerator.GetBytes(ContentId.Size));
        var content = new RecordContent
        {
            Id = id,
            Channel = Channel,
            Author = author,
            Desk = Desk,
            To = To,
            Info = Info,
            Seen = Seen,
            Composed = Records.Text.Times.Truncate(Composed),
            Precedence = Precedence,
            Form = Form,
            Subject = Subject,
            Language = Language,
            Exercise = author.IsExercise && !Form.IsPublicRecord,
            FieldCount = fields.All.Count,
            FieldsRoot = fields.Root(id, author, Channel),
        };
        if (content.Check() is { } fault)
            throw new CommandFailure($"refused by {fault.Rule}: {fault.Detail}");

        var bytes = content.ToBytes();
        List<string> officers = [];
        if (drafter is not null)
            officers.Add(SignAs(OfficerRole.Drafted, drafter));
        officers.Add(SignAs(OfficerRole.Released, releaser));
        return new SubmissionMessage(Encoding.ASCII.GetString(bytes), officers, Encoding.UTF8.GetString(fields.ToBytes()));

        string SignAs(OfficerRole role, string name)
        {
            // Before it becomes a file's name: a name with a path in it would lead elsewhere.
            if (!PostId.TryParse($"{author}/{name}", out var officer))
                throw new CommandFailure($"'{name}' does not name an officer: lower-case letters, digits and inner hyphens");
            var path = directory.OfficerKey(name);
            if (!File.Exists(path))
                throw new CommandFailure($"there is no key of an officer '{name}' at {path}");
            using var key = KeyFile.Read(path, crypto, Passphrase.Ask);
            return new OfficerSignature(role, officer, OfficerSignatureKind.Ed25519, [key.Sign(OfficerSignature.Input(role, officer, bytes))]).ToLine();
        }
    }
}
