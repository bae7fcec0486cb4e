namespace Dispatch.Worker.Providers;

/// <summary>What a provider that failed has too much of, where it says so.</summary>
internal enum ProviderStrain
{
    /// <summary>It says nothing of the kind.</summary>
    None,

    /// <summary>Work: it is overloaded, whoever caused that.</summary>
    Load,

    /// <summary>Calls of this account at once.</summary>
    CallsAtOnce,
}
