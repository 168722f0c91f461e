using System.Text;
using Parley.Crypto;

namespace Parley.Cli.Keys;

/// <summary>Passphrases come from the terminal, where they are not shown, or from a pipe, one a line; never from an argument or the environment, which others can read.</summary>
internal static class Passphrase
{
    /// <summary>The fewest characters of a new one: with Argon2id, what a lost medium has to withstand.</summary>
    private const int Least = 12;

    private const int Most = 1024;

    /// <summary>Asks for the passphrase of a key that is there.</summary>
    public static SecretBytes Ask(string file, string name) => Read($"Passphrase of {name} in {file}: ");

    /// <summary>Asks for what opens a token.</summary>
    public static SecretBytes AskPin(string token, string name) => Read($"{name} of the token '{token}': ");

    /// <summary>Asks for a new one, twice where a person types it.</summary>
    public static SecretBytes New(string name)
    {
        var first = Read($"New passphrase for {name}, at least {Least} characters: ");
        if (first.Length < Least)
        {
            first.Dispose();
            throw new CommandFailure($"the passphrase is too short: at least {Least} characters, better six words drawn by lot. Nothing was made");
        }

        if (Console.IsInputRedirected)
            return first;
        using var second = Read("The same once more: ");
        if (first.FixedTimeEquals(second.Span))
            return first;
        first.Dispose();
        throw new CommandFailure("the two differ. Nothing was made");
    }

    private static SecretBytes Read(string prompt)
    {
        var typed = new char[Most];
        var length = 0;
        try
        {
            if (Console.IsInputRedirected)
                length = ReadLine(typed);
            else
                length = ReadKeys(prompt, typed);
            if (length == 0)
                throw new CommandFailure($"{prompt.TrimEnd(' ', ':')}: none was given. Type it, or pipe it in as one line");
            var bytes = new SecretBytes(Encoding.UTF8.GetByteCount(typed, 0, length));
            Encoding.UTF8.GetBytes(typed.AsSpan(0, length), bytes.Span);
            return bytes;
        }
        finally
        {
            Array.Clear(typed);
        }
    }

    // Character by character: a line read as a string would stay in memory for as long as it pleases.
    private static int ReadLine(char[] typed)
    {
        for (var length = 0; ; length++)
        {
            var next = Console.In.Read();
            if (next is < 0 or '\n')
                return length > 0 && typed[length - 1] == '\r' ? length - 1 : length;
            if (length == typed.Length)
                throw new CommandFailure($"the passphrase is longer than {Most} characters");
            typed[length] = (char)next;
        }
    }

    private static int ReadKeys(string prompt, char[] typed)
    {
        Console.Error.Write(prompt);
        var length = 0;
        while (true)
        {
            var key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Error.WriteLine();
                    return length;
                case ConsoleKey.Backspace:
                    length = Math.Max(0, length - 1);
                    break;
                default:
                    if (!char.IsControl(key.KeyChar) && length < typed.Length)
                        typed[length++] = key.KeyChar;
                    break;
            }
        }
    }
}
