using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;

namespace Dispatch.Worker.Cli;

/// <summary>Registers all that a worker is made of; the composition root supplies it.</summary>
internal delegate void AddWorker(
    IServiceCollection services, LoadedConfiguration configuration, ConfigurationLoader loader, MessagingSettings messaging);
