using Microsoft.AspNetCore.Components;
using Parley.Channels;
using Parley.Node;
using Parley.Screens.Languages;

namespace Parley.Screens.Layout;

/// <summary>A screen: it draws itself again when the node has stored something, and when its officer chose another language.</summary>
public abstract class Screen : ComponentBase, IDisposable
{
    // A burst of records is drawn once.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private ITimer? _drawing;
    private readonly List<IDisposable> _keys = [];
    private int _asked;

    /// <summary>The node.</summary>
    [Inject]
    protected RunningNode Node { get; set; } = null!;

    /// <summary>The officer's language.</summary>
    [Inject]
    protected Speech Speech { get; set; } = null!;

    /// <summary>What keys do.</summary>
    [Inject]
    protected KeyMap Map { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Load();
        // While a page is made ready before its circuit there is nobody to draw for.
        if (!RendererInfo.IsInteractive)
            return;
        _drawing = Node.Clock.CreateTimer(_ => Draw(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Node.Loop.Committed += Committed;
        Speech.Changed += Ask;
    }

    /// <summary>Reads anew what the screen shows; it is drawn afterwards.</summary>
    protected virtual void Load()
    {
    }

    /// <summary>Gives a key something to do for as long as the screen is open; <paramref name="text"/> is the key of the text that says what.</summary>
    protected void Key(string key, string text, Func<Task> act) => _keys.Add(Map.Add(key, text, () => InvokeAsync(async () =>
    {
        await act();
        StateHasChanged();
    })));

    /// <summary>Lets go of the node.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach (var key in _keys)
            key.Dispose();
        Node.Loop.Committed -= Committed;
        Speech.Changed -= Ask;
        _drawing?.Dispose();
    }

    /// <summary>Whether what the node has stored may change what the screen shows.</summary>
    protected virtual bool Follows(IReadOnlyList<Effect.Stored> effects) => true;

    private void Committed(IReadOnlyList<Effect.Stored> effects)
    {
        if (Follows(effects))
            Ask();
    }

    /// <summary>Has the screen read and drawn anew, soon; from any thread.</summary>
    protected void Ask()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
            _drawing?.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    private void Draw() => _ = InvokeAsync(() =>
    {
        Volatile.Write(ref _asked, 0);
        Load();
        StateHasChanged();
    });
}
