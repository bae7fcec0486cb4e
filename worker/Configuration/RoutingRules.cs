using System.Text.Json;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Configuration;

/// <summary>What must hold for <c>routingGroups</c> and the deprecated <c>routes</c>.</summary>
internal sealed class RoutingRules
{
    private const string Deprecated = "routes is deprecated.";

    private readonly IReadOnlyCollection<string> _providers;
    private readonly FindingList _findings;

    private RoutingRules(IEnumerable<string> providers, FindingList findings) =>
        (_providers, _findings) = (providers.ToHashSet(StringComparer.Ordinal), findings);

    public static void Check(DispatchOptions options, FindingList findings)
    {
        var rules = new RoutingRules(options.Providers.Keys, findings);
        foreach (var (name, group) in options.RoutingGroups)
        {
            var path = ConfigurationPath.Of("routingGroups", name);
            var members = $"{path}.members";
            rules.CheckName(name, path);
            rules.CheckMembers(group.Members, members, index => $"{ConfigurationPath.Of(members, index)}.key");
            WeightRules.Check(group.Members, members, findings);
            GroupRules.Check(group, options.Limits, path, findings);
        }

        foreach (var (name, keys) in options.Routes)
        {
            var path = ConfigurationPath.Of("routes", name);
            if (options.RoutingGroups.ContainsKey(name))
            {
                findings.Warning(path, $"The routing group of the same name is used instead; remove this route. {Deprecated}");
                continue;
            }

            findings.Warning(path, $"{Deprecated} Write in routingGroups instead: {AsGroup(name, keys)}.");
            rules.CheckName(name, path);
            rules.CheckMembers([.. keys.Select(key => new MemberOptions { Key = key })], path, index => ConfigurationPath.Of(path, index));
        }
    }

    private void CheckName(string name, string path)
    {
        if (string.IsNullOrWhiteSpace(name))
            _findings.Error(path, "The routing group's name is empty; name it after the model or job that it serves.");
    }

    private void CheckMembers(IReadOnlyList<MemberOptions> members, string path, Func<int, string> keyPath)
    {
        var missing = members.Where(member => !_providers.Contains(member.Key)).Select(member => $"\"{member.Key}\"").Distinct().ToList();
        var usable = members.Count(member => _providers.Contains(member.Key));
        if (members.Count == 0)
            _findings.Error(path, "The routing group has no member; add one, or remove the group.");
        else if (usable == 0)
        {
            _findings.Error(
                path,
                $"No member can be used: there is no provider {string.Join(" or ", missing)}. Add it to providers, or correct the key. {Known()}");
        }

        for (var i = 0; i < members.Count; i++)
        {
            CheckMember(members[i], ConfigurationPath.Of(path, i), keyPath(i), hasOthers: usable > 0);
            CheckRepetition(members, i, path);
        }
    }

    private void CheckMember(MemberOptions member, string path, string keyPath, bool hasOthers)
    {
        if (string.IsNullOrWhiteSpace(member.Key))
        {
            _findings.Error(keyPath, "The key is empty; write the key of a provider.");
        }
        else if (hasOthers && !_providers.Contains(member.Key))
        {
            _findings.Warning(
                keyPath,
                $"There is no provider \"{member.Key}\", so this member is left out.{Spelling.Suggest(member.Key, _providers)} {Known()}");
        }

        if (member.Model is not null && string.IsNullOrWhiteSpace(member.Model))
            _findings.Error($"{path}.model", "The model is empty; name one, or leave it out to ask for the request's own.");
    }

    private void CheckRepetition(IReadOnlyList<MemberOptions> members, int index, string path)
    {
        for (var earlier = 0; earlier < index; earlier++)
        {
            if (members[earlier].Key == members[index].Key && members[earlier].Model == members[index].Model)
            {
                _findings.Warning(
                    ConfigurationPath.Of(path, index),
                    $"This repeats {ConfigurationPath.Of(path, earlier)} (same key and model); remove one. For a larger share, raise the weight; "
                    + "for more attempts, raise limits.rounds.");
                return;
            }
        }
    }

    private string Known() => _providers.Count == 0 ? "There are none." : $"Known are {string.Join(", ", _providers.Order(StringComparer.Ordinal))}.";

    private static string AsGroup(string name, IReadOnlyList<string> keys) =>
        $"{Json(name)}: [{string.Join(", ", keys.Select(key => $"{{ \"key\": {Json(key)} }}"))}]";

    private static string Json(string text) => JsonSerializer.Serialize(text, ConfigurationJson.Options);
}
