using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Doctor;
using ConfigurationPath = Dispatch.Worker.Configuration.ConfigurationPath;

namespace Dispatch.Worker.Cli;

/// <summary>What <c>dispatch doctor</c> reads from the configuration for its checks.</summary>
internal static class DoctorPlan
{
    /// <summary>The attempt that may take longest; null: there is no provider.</summary>
    public static LongestAttempt? LongestAttempt(DispatchOptions options) => options.RoutingGroups
        .Where(group => group.Value.Timeout is not null)
        .Select(group => new LongestAttempt($"{ConfigurationPath.Of("routingGroups", group.Key)}.timeout", group.Value.Timeout!.Value))
        .Concat(options.Providers.Select(provider =>
            new LongestAttempt($"{ConfigurationPath.Of("providers", provider.Key)}.timeout", provider.Value.Timeout)))
        .MaxBy(attempt => attempt.Time);

    /// <summary>The upstream models that members name, by provider.</summary>
    public static ILookup<string, string> ModelsOf(DispatchOptions options) => options.RoutingGroups.Values
        .SelectMany(group => group.Members)
        .Where(member => member.Model is not null)
        .Select(member => (member.Key, Model: member.Model!))
        .Distinct()
        .OrderBy(member => member.Model, StringComparer.Ordinal)
        .ToLookup(member => member.Key, member => member.Model, StringComparer.Ordinal);

    /// <summary>The URL as it may be shown.</summary>
    public static Uri WithoutUser(Uri management) => new UriBuilder(management) { UserName = "", Password = "" }.Uri;

    /// <summary>User and password for the management API: the URL's, else those of the transport. null: none are known.</summary>
    public static string? CredentialsOf(Uri management, BrokerSettings broker)
    {
        if (management.UserInfo.Length > 0)
            return Uri.UnescapeDataString(management.UserInfo);

        var (userName, password) = broker.Login();
        return userName is null && broker.ClientCertificate is not null ? null : $"{userName ?? "guest"}:{password ?? "guest"}";
    }
}
