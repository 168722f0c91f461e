using System.CommandLine;
using Parley.Channels.Ladders;
using Parley.Records;
using Parley.Records.Fields;

namespace Parley.Cli.Ladders;

internal static class ReplyCommand
{
    public static Command Create()
    {
        var record = new Argument<string>("record") { Description = "The record that is answered, by id." };
        var questions = new Option<string[]>("--question") { Description = "A question of it that is answered, such as demand.1; may be repeated. None: all of it.", DefaultValueFactory = _ => [] };
        var text = new Option<string>("--text") { Description = "The answer; '-' reads it from standard input.", Required = true };
        var form = new Option<string>("--form") { Description = "The form of the answer.", DefaultValueFactory = _ => FormId.Reply.Value };
        var command = new Command("reply", """
            Answer a record, or some of its questions. Whoever asked says, question by question, whether the answer is adequate.

            Example: parley reply 3f1c… --question demand.1 --text "We take part in an inquiry." --drafted-by mfa-1 --released-by mfa-2 --node ./ua
            """) { record, questions, text, form };
        AboutRecord.AddOptions(command);
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var about = await node.RecordAsync(parsed.GetValue(record)!, cancel);
            if (!FormId.TryParse(parsed.GetValue(form)!, out var id))
                throw new CommandFailure($"'{parsed.GetValue(form)}' is not a form, such as {FormId.Reply}");
            return await AboutRecord.SayAsync(node, parsed, about.Id, id,
                [new Field(ClaimReader.AnswersField, AboutRecord.Meant(about, parsed.GetValue(questions)!)), new Field(ClaimReader.TextField, await AboutRecord.TextAsync(parsed.GetValue(text)!, cancel))], cancel);
        });
        return command;
    }

    /// <summary><c>parley decline</c>.</summary>
    public static Command CreateDecline()
    {
        var record = new Argument<string>("record") { Description = "The record that will not be answered, by id." };
        var questions = new Option<string[]>("--question") { Description = "A question of it that will not be answered; may be repeated. None: all of it.", DefaultValueFactory = _ => [] };
        var reason = new Option<string>("--reason") { Description = "Why, where it is to be said." };
        var command = new Command("decline", """
            Say that a record, or some of its questions, will not be answered. That is a signed word too: the other side need not
            wonder whether the line is down.

            Example: parley decline 3f1c… --question demand.2 --drafted-by mfa-1 --released-by mfa-2 --node ./ua
            """) { record, questions, reason };
        AboutRecord.AddOptions(command);
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var about = await node.RecordAsync(parsed.GetValue(record)!, cancel);
            List<Field> fields = [new(ClaimReader.DeclinesField, AboutRecord.Meant(about, parsed.GetValue(questions)!))];
            if (parsed.GetValue(reason) is { } why)
                fields.Add(new Field("reason", why));
            return await AboutRecord.SayAsync(node, parsed, about.Id, FormId.Decline, fields, cancel);
        });
        return command;
    }

    /// <summary><c>parley adequate</c>.</summary>
    public static Command CreateAdequate()
    {
        var answer = new Argument<string>("answer") { Description = "An answer to a record of this party, by id." };
        var to = new Option<string>("--to") { Description = "The record that it answers, by id, where it answers several." };
        var adequate = new Option<string[]>("--question") { Description = "A question that it answers adequately; may be repeated. Neither this nor --not: all of them.", DefaultValueFactory = _ => [] };
        var not = new Option<string[]>("--not") { Description = "A question that it does not answer adequately, or 'all'; may be repeated.", DefaultValueFactory = _ => [] };
        var reason = new Option<string>("--reason") { Description = "What is still wanted, where it is to be said." };
        var command = new Command("adequate", """
            Say, as the one who asked, which questions an answer answers adequately, and which not.

            Example: parley adequate b210… --question demand.1 --not demand.3 --drafted-by mfa-1 --released-by mfa-2 --node ./by
            """) { answer, to, adequate, not, reason };
        AboutRecord.AddOptions(command);
        command.Run(async (parsed, cancel) =>
        {
            using var node = NodeClient.Open(parsed.GetValue(Terminal.NodeOption)!.FullName);
            var said = await node.RecordAsync(parsed.GetValue(answer)!, cancel);
            var asked = parsed.GetValue(to) ?? (said.About.Count == 1 ? said.About[0] : throw new CommandFailure($"record {said.Id} answers {said.About.Count} records; name the one that is meant with --to"));
            var about = await node.RecordAsync(asked, cancel);
            var (good, bad) = (parsed.GetValue(adequate)!, parsed.GetValue(not)!);
            _ = AboutRecord.Meant(about, [.. good.Concat(bad).Where(q => q != Question.Whole)]);
            if (good.Length + bad.Length == 0)
                good = [Question.Whole];
            List<Field> fields = [new(ClaimReader.RecordField, about.Id), new(ClaimReader.AnswerField, said.Id)];
            if (good.Length > 0)
                fields.Add(new Field(ClaimReader.AdequateField, string.Join(' ', good)));
            if (bad.Length > 0)
                fields.Add(new Field(ClaimReader.NotAdequateField, string.Join(' ', bad)));
            if (parsed.GetValue(reason) is { } why)
                fields.Add(new Field("reason", why));
            return await AboutRecord.SayAsync(node, parsed, said.Id, FormId.Adequate, fields, cancel);
        });
        return command;
    }
}
