using System.CommandLine;
using Dispatch.Worker.DeadLetters;
using Dispatch.Worker.DeadLetters.Json;
using Spectre.Console;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>What a command on dead letters has at hand while it runs.</summary>
/// <param name="Arguments">What was written.</param>
/// <param name="Source">Where the dead letters are.</param>
/// <param name="Filter">Which ones are meant.</param>
/// <param name="IsJson">Whether a program reads the output.</param>
/// <param name="Time">The clock.</param>
/// <param name="AskAsync">Asks whoever sits there.</param>
internal sealed record LetterInvocation(ParseResult Arguments, ILetterSource Source, LetterFilter Filter, bool IsJson, TimeProvider Time, Ask AskAsync)
{
    public TextWriter Output => Arguments.InvocationConfiguration.Output;

    public TextWriter Error => Arguments.InvocationConfiguration.Error;

    /// <summary>The output for people.</summary>
    public IAnsiConsole Console { get; } = Terminal.On(Arguments.InvocationConfiguration.Output);

    /// <summary>Writes for programs: one JSON document.</summary>
    public Task WriteJsonAsync<T>(T value) => Output.WriteLineAsync(System.Text.Json.JsonSerializer.Serialize(value, LetterJson.Options));
}
