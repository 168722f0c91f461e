using System.Text.Json;

namespace Parley.Crypto.Tests.Vectors;

/// <summary>Short names for reading vectors.</summary>
internal static class JsonFields
{
    internal static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    internal static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();

    /// <summary>The bytes of a hexadecimal field; empty where it is absent.</summary>
    internal static byte[] Hex(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Convert.FromHexString(value.GetString()!) : [];

    internal static bool Has(this JsonElement element, string name) => element.TryGetProperty(name, out _);

    internal static JsonElement.ArrayEnumerator Items(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray();

    internal static bool HasFlag(this JsonElement test, string flag) =>
        test.TryGetProperty("flags", out var flags) && flags.EnumerateArray().Any(f => f.GetString() == flag);

    internal static bool IsValid(this JsonElement test) => test.Text("result") == "valid";

    internal static bool IsInvalid(this JsonElement test) => test.Text("result") == "invalid";
}
