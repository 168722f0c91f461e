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
    private int _asked;

    /// <summary>The node.</summary>
    [Inject]
    protected RunningNode Node { get; set; } = null!;

    /// <summary>The officer's language.</summary>
    [Inject]
    protected Speech Speech { get; set; } = null!;

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

    /// <summary>Lets go of the node.</summary>
    protected virtual void Dispose(bool disposing)
    {
        Node.Loop.Committed -= Committed;
        Speech.Changed -= Ask;
        _drawing?.Dispose();
    }

    private void Committed(IReadOnlyList<Effect.Stored> effects) => Ask();

    private void Ask()
    {
        if (Interlocked.Exchange(ref _asked, 1) == 0)
            _drawing!.Change(Pause, Timeout.InfiniteTimeSpan);
    }

    private void Draw() => _ = InvokeAsync(() =>
    {
        Volatile.Write(ref _asked, 0);
        Load();
        StateHasChanged();
    });
}
