using System.Net;
using Parley.Mls.Harness;

// Parley.Mls.Harness [PORT]: serves the interop runner on 127.0.0.1, in the clear. It shows private keys to whoever asks, as the
// runner's interface has it: for tests, with throw-away keys, and never on another address.
var port = 50051;
if (args.Length > 1 || (args.Length == 1 && !(int.TryParse(args[0], out port) && port is >= 0 and <= IPEndPoint.MaxPort)))
{
    Console.Error.WriteLine("usage: Parley.Mls.Harness [PORT]\nPORT is 0 to 65535 and 50051 where none is given; 0 takes a free one.\nExample: Parley.Mls.Harness 50051");
    return 2;
}

await using var server = HarnessServer.Build(port);
await server.RunAsync();
return 0;
