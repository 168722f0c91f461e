using Parley.Crypto;

namespace Parley.Node.Keys;

/// <summary>Gets the passphrase of the key in <paramref name="file"/>, which is called <paramref name="name"/>, from a person or a pipe. The caller erases it.</summary>
public delegate SecretBytes AskPassphrase(string file, string name);
