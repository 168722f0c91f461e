using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Parley.Screens.Layout;

/// <summary>Logs what made a screen fail by its kind and place alone: a message may quote what it failed on, and logs hold no content.</summary>
internal sealed partial class QuietErrors(ILogger<QuietErrors> log) : IErrorBoundaryLogger
{
    public ValueTask LogErrorAsync(Exception exception)
    {
        LogFailed(exception.GetType().Name, exception.StackTrace ?? "");
        return ValueTask.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A screen failed: {Kind}. {Place}")]
    private partial void LogFailed(string kind, string place);
}
