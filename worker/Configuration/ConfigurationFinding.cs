namespace Dispatch.Worker.Configuration;

/// <summary>Something about the configuration that a person should mend.</summary>
/// <param name="Severity">Whether the configuration can be used all the same.</param>
/// <param name="Path">Where: a path in the file such as <c>routingGroups.chat[1].weight</c>, an environment variable, or a file's name.</param>
/// <param name="Message">What is wrong and what to write instead; never holds a credential.</param>
internal sealed record ConfigurationFinding(Severity Severity, string Path, string Message)
{
    public override string ToString() => $"{Path}: {Message}";
}

/// <summary>How bad a <see cref="ConfigurationFinding"/> is.</summary>
internal enum Severity
{
    /// <summary>The configuration is not used.</summary>
    Error,

    /// <summary>The configuration is used, but hardly means what it says.</summary>
    Warning,
}
