using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Dispatch.Worker.Dashboard.Assets;

/// <summary>The files of the dashboard, which are resources of the assembly. Their addresses change with their content, so that browsers may keep them.</summary>
internal static class AssetFiles
{
    private const string Root = "/assets/";

    private static readonly Lazy<FrozenDictionary<string, AssetFile>> Files = new(Read);

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    public static void MapAssets(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(Root + "{name}", (RequestDelegate)AnswerAsync);

    /// <summary>Where the file of this name is served.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static string AddressOf(string name) => $"{Root}{name}?v={Files.Value[name].Version}";

    private static async Task AnswerAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers.XContentTypeOptions = "nosniff";
        if (!Files.Value.TryGetValue((string)context.Request.RouteValues["name"]!, out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        response.Headers.CacheControl = context.Request.Query["v"] == file.Version ? "private, max-age=31536000, immutable" : "no-cache";
        response.ContentType = Types[Path.GetExtension(file.Name)];
        response.ContentLength = file.Content.Length;
        await response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private static FrozenDictionary<string, AssetFile> Read()
    {
        const string Prefix = "dashboard/";
        var assembly = typeof(AssetFiles).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly.GetManifestResourceStream(name)!, name[Prefix.Length..]))
            .ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);
    }

    private static AssetFile Read(Stream stream, string name)
    {
        using (stream)
        {
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            return new AssetFile(name, content, Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6)));
        }
    }
}

/// <summary>One file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Version">Differs from that of any other content.</param>
internal sealed record AssetFile(string Name, byte[] Content, string Version);
