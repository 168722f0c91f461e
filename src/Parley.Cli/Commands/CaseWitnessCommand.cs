using System.CommandLine;
using System.Text;
using Parley.Cli.Cases;

namespace Parley.Cli.Commands;

/// <summary>Who the witnesses of an inquiry are: outside the records, encrypted, each under a key that can be destroyed.</summary>
internal static class CaseWitnessCommand
{
    private static readonly Argument<string> Name = new("witness") { Description = "The name by which records speak of the witness, such as witness-3: lower-case letters, digits and hyphens." };
    private static readonly Option<DirectoryInfo> Files = new("--files") { Description = "Where the encrypted identities are.", Required = true };
    private static readonly Option<DirectoryInfo> Keys = new("--keys") { Description = "Where their keys are: another medium, and never in a backup.", Required = true };

    public static Command Create() => new("witness", """
        Keep who a witness is outside the records: records are never deleted, and a person may have to be. Each identity is encrypted
        under a key of its own; once the key is destroyed nobody can read it, in a backup of the files neither.

        Example: parley case witness add witness-3 --files ./witnesses --keys /media/usb < who.txt
        """) { Add(), Show(), Destroy() };

    private static Command Add()
    {
        var command = new Command("add", """
            Encrypt who the witness is, read from standard input. Nothing is shown and nothing is sent.

            Example: parley case witness add witness-3 --files ./witnesses --keys /media/usb < who.txt
            """) { Name, Files, Keys };
        command.Run((parsed, _) =>
        {
            using var input = Console.OpenStandardInput();
            WitnessFile.Add(parsed.GetValue(Files)!.FullName, parsed.GetValue(Keys)!.FullName, parsed.GetValue(Name)!, input);
            Console.WriteLine($"{parsed.GetValue(Name)} is kept. In records, write only this name.");
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Show()
    {
        var command = new Command("show", """
            Show who a witness is, where the key is still there.

            Example: parley case witness show witness-3 --files ./witnesses --keys /media/usb
            """) { Name, Files, Keys };
        command.Run((parsed, _) =>
        {
            using var identity = WitnessFile.Open(parsed.GetValue(Files)!.FullName, parsed.GetValue(Keys)!.FullName, parsed.GetValue(Name)!);
            Console.WriteLine(Terminal.Plain(Encoding.UTF8.GetString(identity.Span)));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Command Destroy()
    {
        var sure = new Option<bool>("--yes") { Description = "It cannot be undone." };
        var command = new Command("destroy", """
            Destroy a witness's key: it is overwritten and deleted, and from then on nobody can say who the witness was. On flash memory
            old blocks may outlive this until the medium is erased as a whole: keep keys on a medium that can be.

            Example: parley case witness destroy witness-3 --files ./witnesses --keys /media/usb --yes
            """) { Name, Files, Keys, sure };
        command.Run((parsed, _) =>
        {
            if (!parsed.GetValue(sure))
                throw new CommandFailure("this cannot be undone; repeat with --yes");
            WitnessFile.Destroy(parsed.GetValue(Keys)!.FullName, parsed.GetValue(Name)!);
            Console.WriteLine($"The key of {parsed.GetValue(Name)} is destroyed.");
            return Task.FromResult(0);
        });
        return command;
    }
}
