using Dispatch.Worker.Configuration;
using Dispatch.Worker.Dashboard.Api.Contracts;
using Dispatch.Worker.Dashboard.Api.Documents;
using Dispatch.Worker.Providers;
using Microsoft.AspNetCore.Mvc;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary><c>GET /api/providers</c>: how this worker sees its providers. Holds no text of providers, which may quote prompts.</summary>
internal static class ProvidersApi
{
    public static void MapProvidersApi(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/api/providers", ([FromServices] ISnapshotSource snapshots) => Read(snapshots.Current))
            .WithTags("Providers")
            .WithSummary("How this worker sees its providers")
            .WithDescription("State, since when, until when and why, calls in flight and those of the last minute, and the limits found, of every model that was asked for.")
            .WithProblems();

    private static ProviderList Read(Snapshot snapshot) =>
        new([.. snapshot.Providers.All.OrderBy(provider => provider.Key, StringComparer.Ordinal).Select(Describe)]);

    private static ProviderStatus Describe(Provider provider) => new(provider.Key, provider.Kind, provider.Status());
}
