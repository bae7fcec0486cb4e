using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using RabbitMQ.Client;

namespace Dispatch.Benchmarks.Consumers;

/// <summary>
/// Yardstick A, the work itself: takes the body out of the request, calls, builds the result from the answer's bytes, sends it. All memory
/// of a request is pooled; nothing is waited for on the thread that takes deliveries.
/// </summary>
internal sealed class HandWrittenConsumer(IChannel channel, HttpMessageInvoker http, Uri provider, ConfirmedSender sender)
    : AsyncDefaultBasicConsumer(channel)
{
    // Headers and body, as long as the worker's default: a provider that never answers must not hold a slot for good.
    private static readonly TimeSpan AttemptTime = TimeSpan.FromMinutes(2);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly JsonWriterOptions Trusted = new() { SkipValidation = true };

    public override Task HandleBasicDeliverAsync(
        string consumerTag,
        ulong deliveryTag,
        bool redelivered,
        string exchange,
        string routingKey,
        IReadOnlyBasicProperties properties,
        ReadOnlyMemory<byte> body,
        CancellationToken cancellationToken = default)
    {
        // The client takes its memory back when this returns.
        var message = ArrayPool<byte>.Shared.Rent(body.Length);
        body.Span.CopyTo(message);
        _ = WorkAsync(deliveryTag, message, body.Length);
        return Task.CompletedTask;
    }

    private async Task WorkAsync(ulong delivery, byte[] message, int length)
    {
        try
        {
            var request = RequestParts.Read(message.AsSpan(0, length));
            using var call = new HttpRequestMessage(HttpMethod.Post, provider)
            {
                Content = new ReadOnlyMemoryContent(message.AsMemory(request.BodyStart, request.BodyLength)) { Headers = { ContentType = Json } },
            };
            using var limit = new CancellationTokenSource(AttemptTime);
            using var response = await http.SendAsync(call, limit.Token);
            response.EnsureSuccessStatusCode();
            using var answer = await PooledBytes.ReadAsync(response.Content, limit.Token);
            using var result = new PooledBytes(answer.Written.Length + 512);
            Write(result, request.Id, (int)response.StatusCode, answer.Written.Span);
            await sender.SendAsync(request.Id, result.Written, delivery);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            await Channel.BasicNackAsync(delivery, multiple: false, requeue: true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }

    private static void Write(PooledBytes result, string id, int status, ReadOnlySpan<byte> answer)
    {
        var usage = AnswerUsage.Read(answer);
        using var json = new Utf8JsonWriter(result, Trusted);
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteNumber("statusCode"u8, status);
        json.WritePropertyName("body"u8);
        json.WriteRawValue(answer, skipInputValidation: true);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("inputTokens"u8, usage.InputTokens);
        json.WriteNumber("outputTokens"u8, usage.OutputTokens);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
