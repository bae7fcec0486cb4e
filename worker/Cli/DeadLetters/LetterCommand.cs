using System.CommandLine;
using Dispatch.Worker.DeadLetters;

namespace Dispatch.Worker.Cli.DeadLetters;

/// <summary>Carries out a command; returns the exit code.</summary>
internal delegate Task<int> RunLetterCommand(LetterInvocation invocation, CancellationToken cancellationToken);

/// <summary>Makes the commands alike: the same options for where and which, the same ways to fail.</summary>
/// <param name="open">Opens what the options name.</param>
/// <param name="time">The clock.</param>
/// <param name="ask">Asks whoever sits there.</param>
internal sealed class LetterCommand(Func<SourceSettings, ILetterSource> open, TimeProvider time, Ask ask)
{
    /// <summary>A command about one thing, that is no filter.</summary>
    public Command Plain(string name, string description, RunLetterCommand run, params Symbol[] own) =>
        Fill(new Command(name, description), own, _ => LetterFilter.All, filter: null, run);

    /// <summary>A command about the letters that a filter lets through.</summary>
    public Command Filtered(string name, string description, RunLetterCommand run, params Symbol[] own)
    {
        var filter = new FilterOptions();
        return Fill(new Command(name, description), own, arguments => filter.Read(arguments, time.GetUtcNow()), filter, run);
    }

    /// <summary>A command that changes letters: which ones must be said, if only with <c>--all</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="state">The state of the letters that are meant.</param>
    /// <param name="run">What it does.</param>
    /// <param name="own">Its own options.</param>
    public Command Changing(string name, string description, LetterState state, RunLetterCommand run, params Symbol[] own)
    {
        var filter = new FilterOptions();
        var ids = new Argument<string[]>("IDS") { Description = "The dead letters of these ids", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = $"All that are {SafeText.NameOf(state)}, where neither ids nor a filter are given" };
        return Fill(new Command(name, description) { ids, all }, own, arguments =>
        {
            var named = arguments.GetValue(ids) ?? [];
            if (named.Length == 0 && !filter.IsGiven(arguments) && !arguments.GetValue(all))
                throw new RefusedException($"Say which dead letters to {name}: give ids or a filter (dispatch dead-letters {name} --help), or --all.");
            return filter.Read(arguments, time.GetUtcNow(), state, named);
        }, filter, run);
    }

    private Command Fill(Command command, Symbol[] own, Func<ParseResult, LetterFilter> read, FilterOptions? filter, RunLetterCommand run)
    {
        foreach (var symbol in own)
        {
            if (symbol is Argument argument)
                command.Arguments.Add(argument);
            else
                command.Options.Add((Option)symbol);
        }

        filter?.AddTo(command);
        var source = new SourceOptions();
        source.AddTo(command);
        var json = new Option<bool>("--json") { Description = "Write JSON, for programs" };
        command.Options.Add(json);
        command.SetAction((arguments, cancellationToken) => RunAsync(arguments, source, read, arguments.GetValue(json), run, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(
        ParseResult arguments, SourceOptions source, Func<ParseResult, LetterFilter> read, bool isJson, RunLetterCommand run, CancellationToken cancellationToken)
    {
        using var signals = new StopSignals(cancellationToken);
        try
        {
            var filter = read(arguments);
            await using var letters = open(source.Read(arguments));
            return await run(new LetterInvocation(arguments, letters, filter, isJson, time, ask), signals.Token);
        }
        catch (RefusedException refused)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(refused.Message);
            return refused.ExitCode;
        }
        catch (OperationCanceledException) when (signals.Token.IsCancellationRequested)
        {
            return ExitCodes.Stopped;
        }
    }
}
