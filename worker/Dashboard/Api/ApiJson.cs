using System.Text.Json;
using System.Text.Json.Serialization;
using Dispatch.Worker.Dashboard.Api.Contracts;

namespace Dispatch.Worker.Dashboard.Api;

/// <summary>Writes and reads what the API exchanges.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(EnqueueReport))]
[JsonSerializable(typeof(ProviderList))]
[JsonSerializable(typeof(QueueList))]
[JsonSerializable(typeof(IReadOnlyList<RefusedLine>))]
[JsonSerializable(typeof(long))]
internal sealed partial class ApiJson : JsonSerializerContext;
