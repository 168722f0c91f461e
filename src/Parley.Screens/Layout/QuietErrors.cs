using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Parley.Screens.Layout;

/// <summary>Logs what made a screen fail by its kind and place alone: a message may quote what it failed on, and logs hold no content.</summary>
internal sealed partial class QuietErrors(ILogger<QuietErrors> log) : IErrorBoundaryLogger
{
    public ValueTask LogErrorAsync(Exception exception)
    {
        Log(log, exception);
        return ValueTask.CompletedTask;
    }

    public static void Log(ILogger log, Exception exception) => LogFailed(log, exception.GetType().Name, exception.StackTrace ?? "");

    [LoggerMessage(Level = LogLevel.Error, Message = "A screen failed: {Kind}. {Place}")]
    private static partial void LogFailed(ILogger log, string kind, string place);
}
