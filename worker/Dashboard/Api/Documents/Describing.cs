using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;

namespace Dispatch.Worker.Dashboard.Api.Documents;

/// <summary>Says in the OpenAPI document what the types of a handler do not.</summary>
internal static class Describing
{
    private const string ProblemType = "application/problem+json";

    /// <summary>A parameter of the query.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder endpoint, string name, string description, JsonNode example, JsonSchemaType type = JsonSchemaType.String) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = new OpenApiSchema { Type = type },
                Example = example.DeepClone(),
            });
            return Task.CompletedTask;
        });

    /// <summary>A part of the path.</summary>
    public static RouteHandlerBuilder WithPath(this RouteHandlerBuilder endpoint, string name, string description, JsonNode example) =>
        endpoint.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var parameter = (OpenApiParameter)operation.Parameters!.Single(each => each.Name == name);
            parameter.Description = description;
            parameter.Example = example.DeepClone();
            return Task.CompletedTask;
        });

    /// <summary>A JSON body, with an example that is JSON.</summary>
    /// <typeparam name="T">What it holds.</typeparam>
    public static RouteHandlerBuilder WithBody<T>(this RouteHandlerBuilder endpoint, string description, string example) =>
        endpoint.WithBody<T>("application/json", description, JsonNode.Parse(example)!);

    /// <summary>A body of this media type.</summary>
    /// <typeparam name="T">What it holds, or each of its lines.</typeparam>
    public static RouteHandlerBuilder WithBody<T>(this RouteHandlerBuilder endpoint, string mediaType, string description, JsonNode example) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var schema = await Schemas.ReferToAsync<T>(context, cancellationToken);
            operation.RequestBody ??= new OpenApiRequestBody { Required = true, Description = description, Content = new Dictionary<string, OpenApiMediaType>() };
            operation.RequestBody.Content![mediaType] = new OpenApiMediaType { Schema = schema, Example = example.DeepClone() };
        });

    /// <summary>The statuses that are answered with problem details, beside those of the gate.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint, params int[] statuses) =>
        endpoint.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var schema = await Schemas.ReferToAsync<ProblemDetails>(context, cancellationToken);
            operation.Responses ??= [];
            foreach (var status in statuses.Concat([StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden]).Order())
            {
                operation.Responses[status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
                {
                    Description = Meaning(status),
                    Content = new Dictionary<string, OpenApiMediaType> { [ProblemType] = new() { Schema = schema } },
                };
            }
        });

    private static string Meaning(int status) => status switch
    {
        StatusCodes.Status400BadRequest => "Something in the request is wrong.",
        StatusCodes.Status401Unauthorized => "The API key is missing or wrong.",
        StatusCodes.Status403Forbidden => "This needs an API key, and none is configured.",
        StatusCodes.Status404NotFound => "There is no such thing.",
        StatusCodes.Status409Conflict => "It is not in a state in which that can be done.",
        StatusCodes.Status413PayloadTooLarge => "It is larger than the broker takes.",
        StatusCodes.Status415UnsupportedMediaType => "The Content-Type is not one that is taken.",
        StatusCodes.Status422UnprocessableEntity => "Some of it could not be done; what could is said, and stays.",
        StatusCodes.Status503ServiceUnavailable => "It can't be had at the moment, or not of this worker.",
        _ => "It was refused.",
    };
}
