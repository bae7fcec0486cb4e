namespace Dispatch.Worker.Messaging.Letters;

/// <summary>Whoever takes dead letters cannot take them now.</summary>
internal sealed class LettersRefusedException(Exception why) : Exception(why.Message, why);
