using System.Globalization;
using System.Text.Json.Nodes;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Messaging.Queues;
using Microsoft.Extensions.DependencyInjection;

namespace Dispatch.Worker.Tests.Dashboard.Api;

/// <summary>What waits in the queues is seen over HTTP as it was last read.</summary>
public sealed class QueuesApiTests
{
    [Fact]
    public async Task Each_queue_says_what_waits_in_it_and_when_that_was_read()
    {
        var at = DateTimeOffset.Parse("2026-03-01T12:00:00Z", CultureInfo.InvariantCulture);
        var readings = new QueueReadings(TimeProvider.System);
        readings.Replace([new QueueReading("dispatch.requests", 7, 2, at) { Unacknowledged = 3 }, new QueueReading("dispatch.results", 1, 0, at)]);

        Assert.Equal(
            """
            {"transport":"broker","queues":[{"queue":"dispatch.requests","ready":7,"consumers":2,"at":"2026-03-01T12:00:00+00:00","unacknowledged":3},{"queue":"dispatch.results","ready":1,"consumers":0,"at":"2026-03-01T12:00:00+00:00","unacknowledged":null}]}
            """,
            await ReadAsync(readings, new BrokerSettings(new Uri("amqp://localhost"))));
    }

    [Fact]
    public async Task In_memory_there_is_no_queue_to_count() =>
        Assert.Equal("""{"transport":"memory","queues":[]}""", await ReadAsync(new QueueReadings(TimeProvider.System), broker: null));

    private static async Task<string> ReadAsync(QueueReadings readings, BrokerSettings? broker)
    {
        await using var app = await GatedApp.StartAsync(hasKey: false, services =>
        {
            services.AddSingleton(readings);
            services.AddSingleton(new MessagingSettings(broker, 1, TimeSpan.Zero, Consume: true));
        });
        using var response = await app.SendAsync("GET", "/api/queues", "127.0.0.1");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!
            .ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}
