using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold for <c>roles</c> and <c>monitor</c>. No message repeats the store's text: it may hold a password.</summary>
internal sealed class MonitorRules(Func<string, string?> environment, FindingList findings)
{
    public void Check(DispatchOptions options)
    {
        CheckRoles(options.Roles);
        if (options.Roles.Contains(Roles.Monitor))
            CheckStore(options.Monitor);
    }

    private void CheckRoles(IReadOnlyList<string> roles)
    {
        var known = string.Join(" and ", Roles.All.Select(role => $"\"{role}\""));
        if (roles.Count == 0)
            findings.Error("roles", $"A process without a role does nothing; known roles are {known}, and both are the default.");
        for (var i = 0; i < roles.Count; i++)
        {
            if (!Roles.All.Contains(roles[i]))
                findings.Error(ConfigurationPath.Of("roles", i), $"There is no role \"{roles[i]}\".{Spelling.Suggest(roles[i], Roles.All)} Known are {known}.");
        }
    }

    private void CheckStore(MonitorOptions monitor)
    {
        if (StorePlace.Refuse(monitor.Store) is { } refusal)
            findings.Error("monitor.store", refusal);
        if (monitor.Password is not { } password)
            return;

        if (!SecretReference.IsReference(password))
            findings.Error("monitor.password", "A credential must not stand in the configuration; write env:NAME or file:PATH.");
        else if (!SecretReference.TryResolve(password, environment, out _, out var error))
            findings.Error("monitor.password", error);
        else if (!StorePlace.IsPostgreSql(monitor.Store))
            findings.Warning("monitor.password", "This has no effect: monitor.store is the path of a file.");
    }
}
