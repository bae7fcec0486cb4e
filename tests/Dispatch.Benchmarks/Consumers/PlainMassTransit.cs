using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Mime;
using System.Text.Json;
using Dispatch.Worker.Messaging;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>
/// Yardstick B: a plain consumer of MassTransit's, as its documentation shows them, with raw JSON in and out, an HttpClient and Publish.
/// </summary>
internal static class PlainMassTransit
{
    public static async Task RunAsync(ConsumerSettings settings)
    {
        await DeclareAsync(settings.Broker);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(_ => new HttpClient { BaseAddress = settings.Provider });
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<JobConsumer>();
            bus.UsingRabbitMq((context, rabbit) => Configure(context, rabbit, settings));
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(ConsumerSettings.Ready);
        await host.WaitForShutdownAsync();
    }

    private static void Configure(IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit, ConsumerSettings settings)
    {
        rabbit.Host(settings.Broker);
        rabbit.UseRawJsonSerializer();
        rabbit.ReceiveEndpoint(BrokerNames.Requests, endpoint =>
        {
            endpoint.PrefetchCount = settings.Prefetch;
            endpoint.ConcurrentMessageLimit = settings.Prefetch;
            foreach (var (key, value) in QueueSpecifications.OfRequests(BrokerNames.Requests).Arguments)
                endpoint.SetQueueArgument(key, value);
            endpoint.ConfigureConsumer<JobConsumer>(context);
        });
    }

    // Bound before the first result, as a subscriber's queue would be.
    private static async Task DeclareAsync(Uri broker)
    {
        await using var connection = await new ConnectionFactory { Uri = broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        await YardstickQueues.DeclareAsync(channel);
        var exchange = BrokerTopology.ExchangeOf<JobResult>();
        await channel.ExchangeDeclareAsync(exchange, RabbitMQ.Client.ExchangeType.Fanout, durable: true, autoDelete: false);
        await channel.QueueBindAsync(BrokerNames.Results, exchange, routingKey: "");
    }
}

/// <summary>What yardstick B consumes.</summary>
public sealed record Job(string Id, JsonElement Body);

/// <summary>What yardstick B publishes.</summary>
public sealed record JobResult(string Id, int StatusCode, JsonElement Body, long InputTokens, long OutputTokens);

/// <summary>The consumer of yardstick B.</summary>
public sealed class JobConsumer(HttpClient http) : IConsumer<Job>
{
    private static readonly MediaTypeHeaderValue Json = new(MediaTypeNames.Application.Json);

    public async Task Consume(ConsumeContext<Job> context)
    {
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(context.Message.Body)) { Headers = { ContentType = Json } };
        using var response = await http.PostAsync((Uri?)null, body, context.CancellationToken);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(context.CancellationToken);
        var usage = answer.GetProperty("usage");
        await context.Publish(new JobResult(
            context.Message.Id,
            (int)response.StatusCode,
            answer,
            usage.GetProperty("prompt_tokens").GetInt64(),
            usage.GetProperty("completion_tokens").GetInt64()));
    }
}
