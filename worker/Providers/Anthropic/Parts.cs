namespace Dispatch.Worker.Providers.Anthropic;

/// <summary>Which parts a message's content may have.</summary>
internal enum Parts
{
    /// <summary>Texts only, in the messages of systems and tools.</summary>
    Text,

    /// <summary>Texts and refusals.</summary>
    Assistant,

    /// <summary>Texts, images and files.</summary>
    User,
}
