using System.Security.Cryptography;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>A user that one test has for itself, in one virtual host. Disposing it deletes it.</summary>
public sealed class BrokerUser : IAsyncDisposable
{
    private readonly ManagementApi _management;

    internal BrokerUser(ManagementApi management, Uri virtualHost)
    {
        _management = management;
        Uri = new UriBuilder(virtualHost) { UserName = Name, Password = Password }.Uri;
    }

    public string Name { get; } = $"dispatch-tests-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    public string Password { get; } = RandomNumberGenerator.GetHexString(16, lowercase: true);

    /// <summary>The virtual host's amqp URL, with this user's credentials.</summary>
    public Uri Uri { get; }

    public async ValueTask DisposeAsync() => await _management.DeleteUserAsync(Name, CancellationToken.None);
}
