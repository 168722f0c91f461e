using System.CommandLine;
using Parley.Crypto;
using Parley.Verification;

// Managed cryptography only: the program is carried to machines on which nothing is installed.
var command = VerifyCommand.Create(BouncyCastleProvider.Instance, TimeProvider.System);
var root = new RootCommand(command.Description!.Replace("parley verify", "parley-verify", StringComparison.Ordinal));
foreach (var argument in command.Arguments)
    root.Add(argument);
foreach (var option in command.Options)
    root.Add(option);
root.Action = command.Action;
return root.Parse(args).Invoke();
