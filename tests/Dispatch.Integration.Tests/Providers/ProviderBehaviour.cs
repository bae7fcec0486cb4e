using Microsoft.AspNetCore.Http;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>
/// What a <see cref="TestProvider"/> does with a call, whose body it has read. <see cref="HttpContext.RequestAborted"/> fires when
/// the caller cuts the connection and when the provider is disposed.
/// </summary>
public delegate Task ProviderBehaviour(HttpContext context, RecordedCall call);
