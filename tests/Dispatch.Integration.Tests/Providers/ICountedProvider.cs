namespace Dispatch.Integration.Tests.Providers;

/// <summary>A provider that knows how often it was called.</summary>
public interface ICountedProvider
{
    /// <summary>The provider's base URL.</summary>
    Uri BaseUrl { get; }

    /// <summary>The calls so far.</summary>
    int CallCount { get; }
}
