using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>The OpenAPI document is valid, whole, and of use to those who read it.</summary>
public sealed class ApiDocumentTests : IAsyncLifetime
{
    private GatedApp _app = null!;
    private string _text = null!;
    private OpenApiDocument _document = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await GatedApp.StartAsync(hasKey: false);
        using var response = await _app.SendAsync("GET", "/openapi/v1.json", "127.0.0.1");
        _text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, _text);
        var read = OpenApiDocument.Parse(_text, "json");
        Assert.Empty(read.Diagnostic!.Errors.Select(error => error.ToString()));
        Assert.Empty(read.Diagnostic.Warnings.Select(warning => warning.ToString()));
        _document = read.Document!;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public void It_names_every_route_of_the_API_and_no_other()
    {
        var routes = _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal) && !GatedApp.OwnPaths.Contains(route.RoutePattern.RawText))
            .SelectMany(route => route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} {route.RoutePattern.RawText}"))
            .Order(StringComparer.Ordinal).ToList();

        var described = Operations().Select(each => $"{each.Method} {each.Path}").Where(each => !GatedApp.OwnPaths.Any(own => each.EndsWith(' ' + own))).Order(StringComparer.Ordinal);

        Assert.NotEmpty(routes);
        Assert.Equal(routes, described);
    }

    [Fact]
    public void Every_operation_says_what_it_does_and_what_goes_wrong()
    {
        Assert.All(Operations().Where(each => !GatedApp.OwnPaths.Contains(each.Path)), each =>
        {
            var (path, method, operation) = each;
            var name = $"{method} {path}";
            Assert.True(operation.Summary?.Length > 10, name);
            Assert.True(operation.Description?.Length > 20, name);
            Assert.True(operation.Tags?.Count == 1, name);
            Assert.True(operation.Responses!.Keys.Any(status => status.StartsWith('2')), name);
            Assert.Contains("401", operation.Responses.Keys);
            Assert.All(operation.Parameters ?? [], parameter => Assert.True(parameter.Description?.Length > 5, $"{name}: {parameter.Name}"));
            Assert.All(
                operation.Responses.Where(response => response.Key[0] is '4' or '5'),
                response => Assert.Equal("application/problem+json", Assert.Single(response.Value.Content!).Key));
        });
    }

    [Fact]
    public void A_body_comes_with_an_example()
    {
        var bodies = Operations().Where(each => each.Operation.RequestBody is not null).ToList();

        Assert.NotEmpty(bodies);
        Assert.All(bodies, each => Assert.All(each.Operation.RequestBody!.Content!, content => Assert.NotNull(content.Value.Example)));
    }

    [Fact]
    public void The_request_is_described_by_the_words_of_the_contract()
    {
        var schema = JsonNode.Parse(_text)!["components"]!["schemas"]!["CompletionRequest"]!;

        Assert.Equal(["body", "id"], schema["required"]!.AsArray().Select(each => (string)each!).Order());
        Assert.Contains("idempotency key", (string)schema["properties"]!["id"]!["description"]!, StringComparison.Ordinal);
    }

    private IEnumerable<(string Path, string Method, OpenApiOperation Operation)> Operations() =>
        from path in _document.Paths
        from operation in path.Value.Operations!
        select (path.Key, operation.Key.Method, operation.Value);
}
