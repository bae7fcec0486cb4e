namespace Dispatch.Worker.Batches;

/// <summary>The files that a batch writes.</summary>
/// <param name="Results">The results.</param>
/// <param name="Errors">The dead letters and bad lines. It is there only if there are any.</param>
internal sealed record BatchFiles(string Results, string Errors)
{
    /// <summary>Keeps what is needed to go on.</summary>
    public string Journal => Results + ".journal";

    /// <summary>Where the errors go by default: beside the results.</summary>
    public static string ErrorsBeside(string results) => results + ".errors.jsonl";
}
