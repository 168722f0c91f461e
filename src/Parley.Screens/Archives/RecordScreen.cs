using Microsoft.AspNetCore.Components;
using Parley.Screens.Layout;

namespace Parley.Screens.Archives;

/// <summary>A screen over what was said: while the store is still being read, it says how far that is.</summary>
public abstract class RecordScreen : Screen
{
    // A long store is read in steps, and between them the screen answers.
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(150);

    /// <summary>What was said.</summary>
    [Inject]
    protected RecordBook Book { get; set; } = null!;

    /// <summary>Whether the store has been read to its end.</summary>
    protected bool IsRead { get; private set; }

    /// <inheritdoc/>
    protected sealed override void Load()
    {
        IsRead = Book.Advance(Step);
        if (IsRead)
            Compute();
        else if (RendererInfo.IsInteractive)
            _ = InvokeAsync(ContinueAsync);
    }

    /// <summary>Computes what the screen shows; the store has been read.</summary>
    protected abstract void Compute();

    private async Task ContinueAsync()
    {
        await Task.Yield();
        Load();
        StateHasChanged();
    }
}
