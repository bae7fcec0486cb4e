using System.Collections.Immutable;
using System.Reflection;
using Dispatch.Worker.DeadLetters;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Dispatch.Worker.Dashboard.Api.Documents;

/// <summary>The OpenAPI document of the API, at <c>/openapi/v1.json</c>. It is made of the routes when it is asked for.</summary>
internal static class ApiDocument
{
    public const string Name = "v1";

    private const string Bearer = "bearer";
    private const string Header = "apiKey";

    public static void Configure(OpenApiOptions options)
    {
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Convert(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            Complete(document);
            return Task.CompletedTask;
        });
    }

    // What a converter writes, no type says.
    private static void Convert(OpenApiSchema schema, Type type)
    {
        if (type == typeof(ImmutableArray<KeyValuePair<string, string>>))
            (schema.Type, schema.AdditionalProperties) = (JsonSchemaType.Object, new OpenApiSchema { Type = JsonSchemaType.String });
        else if (type == typeof(ImmutableArray<KeyValuePair<string, int>>))
            (schema.Type, schema.AdditionalProperties) = (JsonSchemaType.Object, new OpenApiSchema { Type = JsonSchemaType.Integer });
        else if (type == typeof(LetterCursor) || type == typeof(LetterCursor?))
            (schema.Type, schema.Description) = (JsonSchemaType.String | JsonSchemaType.Null, "Give it back as it is.");
        else if (type == typeof(TimeSpan) || type == typeof(TimeSpan?))
            (schema.Type, schema.Description, schema.Pattern) = (JsonSchemaType.Number, "Seconds.", null);
    }

    private static void Complete(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Dispatch",
            Version = typeof(ApiDocument).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0",
            Description =
                "The HTTP API of a Dispatch worker. Every error is problem details (RFC 9457): `type` is a name to go by, `detail` says what is wrong, "
                + "where, and how to mend it. Reading at the worker's own machine needs no key; all else needs the one that `apiKey` in the worker's "
                + "configuration refers to. Where none is configured, the worker answers at its own machine alone.",
        };
        // Wherever it is asked for, behind a proxy too.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "The API key." },
            [Header] = new OpenApiSecurityScheme { Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "X-Api-Key", Description = "The API key." },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Header, document)] = [] },
            [],
        ];
    }
}
