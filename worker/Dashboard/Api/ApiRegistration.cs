using Dispatch.Worker.Dashboard.Api.Documents;
using Dispatch.Worker.Dashboard.Api.Letters;
using Dispatch.Worker.Dashboard.Api.Replays;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Puts the API together.</summary>
internal static class ApiRegistration
{
    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        services.AddOpenApi(ApiDocument.Name, ApiDocument.Configure);
        services.AddSingleton<Enqueueing>();
        services.AddSingleton<LetterReading>();
        services.AddSingleton<LetterChanging>();
        services.AddSingleton<Replaying>();
    }

    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi();
        endpoints.MapCompletionRequestsApi();
        endpoints.MapProvidersApi();
        endpoints.MapQueuesApi();
        endpoints.MapLettersApi();
        endpoints.MapReplaysApi();
    }
}
