namespace Dispatch.Worker.Dashboard.Pages;

/// <summary>What pages write into the log.</summary>
internal static partial class PageLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The page {Path} could not be put together")]
    public static partial void Failed(ILogger logger, Exception exception, string path);
}
