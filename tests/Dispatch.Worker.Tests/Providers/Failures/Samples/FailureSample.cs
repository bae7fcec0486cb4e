using System.Text;
using Dispatch.Contracts;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Tests.Providers.Failures.Samples;

/// <summary>An answer as a provider sent it, with words shortened and names changed.</summary>
/// <param name="Name">What went wrong.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body.</param>
/// <param name="Kind">What it means.</param>
/// <param name="Source">
/// Where its codes and words were seen: an issue, a pull request or a page of the documentation. Where the name says that the status is
/// another one, that is not of the source: providers and proxies do send the same body with several.
/// </param>
internal sealed record FailureSample(string Name, int Status, string Body, FailureKind Kind, string Source)
{
    /// <summary>The response headers that matter.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>The seconds to wait that the answer names; null: none.</summary>
    public double? Wait { get; init; }

    public FailedAnswer Answer => new(
        Status,
        name => Headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value,
        Encoding.UTF8.GetBytes(Body));
}
