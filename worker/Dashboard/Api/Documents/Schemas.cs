using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Dispatch.Worker.Dashboard.Api.Documents;

/// <summary>The schemas that stand once in the document, under the name of their type.</summary>
internal static class Schemas
{
    public static async Task<IOpenApiSchema> ReferToAsync<T>(OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var name = typeof(T).Name;
        var schema = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken);
        if (context.Document is not { } document)
            return schema;

        document.AddComponent(name, schema);
        return new OpenApiSchemaReference(name, document);
    }
}
