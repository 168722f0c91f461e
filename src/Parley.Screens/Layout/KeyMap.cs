namespace Parley.Screens.Layout;

/// <summary>What each key does at this moment: the shell's, and those of the screen that is open. Two keys one after the other are written <c>g w</c>.</summary>
public sealed class KeyMap
{
    private readonly List<Binding> _bindings = [];
    private string _before = "";

    /// <summary>The keys, the shell's first; <c>Text</c> is the key of the text that says what each does.</summary>
    public IEnumerable<(string Key, string Text)> All => _bindings.Select(b => (b.Key, b.Text));

    /// <summary>Gives a key something to do until the answer is disposed of; of two, the later one counts.</summary>
    public IDisposable Add(string key, string text, Func<Task> act)
    {
        var binding = new Binding(this, key, text, act);
        _bindings.Add(binding);
        return binding;
    }

    /// <summary>A key was pressed outside every field.</summary>
    public Task PressAsync(string key)
    {
        var both = _before.Length > 0 ? $"{_before} {key}" : key;
        _before = "";
        if ((_bindings.FindLast(b => b.Key == both) ?? _bindings.FindLast(b => b.Key == key)) is { } binding)
            return binding.Act();
        if (_bindings.Exists(b => b.Key.StartsWith($"{key} ", StringComparison.Ordinal)))
            _before = key;
        return Task.CompletedTask;
    }

    private sealed record Binding(KeyMap Map, string Key, string Text, Func<Task> Act) : IDisposable
    {
        public void Dispose() => Map._bindings.RemoveAll(b => ReferenceEquals(b, this));
    }
}
