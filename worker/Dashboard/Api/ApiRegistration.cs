using System.Text.Json.Serialization;
using Dispatch.Worker.Dashboard.Api.Documents;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Puts the API together.</summary>
internal static class ApiRegistration
{
    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
            // A number is a number, here and in the OpenAPI document.
            options.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        services.AddSingleton<Enqueueing>();
    }

    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        endpoints.MapCompletionRequestsApi();
        endpoints.MapProvidersApi();
        endpoints.MapQueuesApi();
    }
}
