namespace Dispatch.Worker.Providers.Health;

/// <summary>What the end of a call changed in a model's health.</summary>
internal enum HealthChange
{
    None,

    /// <summary>It is left alone, because the provider said so.</summary>
    CooledDown,

    /// <summary>It failed too often in a row and is left alone.</summary>
    Opened,

    /// <summary>It was down and is called again.</summary>
    Closed,
}
