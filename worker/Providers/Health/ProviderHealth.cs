namespace Dispatch.Worker.Providers.Health;

/// <summary>The health of a provider's models. A request may name any model, so only so many are kept.</summary>
internal sealed class ProviderHealth(ProviderOptions options, TimeProvider time, Random random)
{
    /// <summary>Models kept at most; beyond that the one least recently looked at goes, one that is well and at rest before any other.</summary>
    public const int MaxModels = 1000;

    private readonly Lock _lock = new();
    private readonly Capacity _account = Capacity.Of(options);
    private readonly Dictionary<string, Capacity> _limited =
        options.Models.ToDictionary(model => model.Key, model => Capacity.Of(model.Value), StringComparer.Ordinal);
    private readonly Dictionary<ModelName, ModelHealth> _models = [];

    public ModelHealth Of(ModelName name)
    {
        lock (_lock)
        {
            if (_models.TryGetValue(name, out var health))
                return health;

            if (_models.Count >= MaxModels)
                _models.Remove(_models.Values.MinBy(model => (!model.IsIdle, model.LastUsed))!.Name);
            Capacity[] capacities = name.Model is { } model && _limited.TryGetValue(model, out var own) ? [_account, own] : [_account];
            return _models[name] = new ModelHealth(name, options, capacities, _lock, time, random);
        }
    }

    public IReadOnlyList<ModelStatus> Status()
    {
        lock (_lock)
            return [.. _models.Values.Select(model => model.Status()).OrderBy(status => status.Model, StringComparer.Ordinal).ThenBy(status => status.Endpoint, StringComparer.Ordinal)];
    }
}
