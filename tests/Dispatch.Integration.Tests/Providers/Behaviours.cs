using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dispatch.Integration.Tests.Providers;

/// <summary>The ways in which a provider answers, and those in which it doesn't.</summary>
public static class Behaviours
{
    /// <summary>200 with a chat completion that names the request's own model.</summary>
    public static ProviderBehaviour Answer(string content = "Hello.") =>
        (context, call) => WriteAsync(context, 200, Answers.Completion(call.Model, content));

    /// <summary>The same after a while.</summary>
    public static ProviderBehaviour Late(TimeSpan time) => async (context, call) =>
    {
        await Task.Delay(time, context.RequestAborted);
        await Answer()(context, call);
    };

    /// <summary>200 with this body.</summary>
    public static ProviderBehaviour Body(string body, string contentType = "application/json") =>
        (context, _) => WriteAsync(context, 200, body, contentType);

    /// <summary>This status with an error body in OpenAI's shape.</summary>
    public static ProviderBehaviour Status(int status, string message = "It did not work.", string? type = null, string? code = null) =>
        (context, _) => WriteAsync(context, status, Answers.Error(message, type, code));

    /// <summary>429; with Retry-After in whole seconds where one is given.</summary>
    public static ProviderBehaviour RateLimited(TimeSpan? retryAfter = null) => (context, _) =>
    {
        if (retryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(context, 429, Answers.Error("Rate limit reached.", "requests", "rate_limit_exceeded"));
    };

    /// <summary>Says nothing until the caller cuts the connection.</summary>
    public static ProviderBehaviour Hang() => (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);

    /// <summary>200 and a space every now and then, without end.</summary>
    public static ProviderBehaviour Drip(TimeSpan interval) => async (context, _) =>
    {
        context.Response.ContentType = "application/json";
        for (; ; )
        {
            await context.Response.WriteAsync(" ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(interval, context.RequestAborted);
        }
    };

    /// <summary>200, half of the answer, then a TCP reset.</summary>
    public static ProviderBehaviour ResetInBody() => async (context, call) =>
    {
        await WriteHalfAsync(context, call);
        var socket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        socket.Dispose();
    };

    /// <summary>200, half of the answer, then the connection ends in good order before its Content-Length is reached.</summary>
    public static ProviderBehaviour EndInBody() => WriteHalfAsync;

    /// <summary>200 and a well-framed body that is the first half of an answer.</summary>
    public static ProviderBehaviour CutJson() => (context, call) =>
    {
        var answer = Answers.Completion(call.Model);
        return WriteAsync(context, 200, answer[..(answer.Length / 2)]);
    };

    /// <summary>200 and a web page.</summary>
    public static ProviderBehaviour Html() =>
        Body("<!doctype html><title>Sign in</title><p>Please sign in to the network.", "text/html; charset=utf-8");

    /// <summary>A redirect to <paramref name="location"/>.</summary>
    public static ProviderBehaviour Redirect(Uri location, int status = 307) => (context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Location = location.ToString();
        return Task.CompletedTask;
    };

    /// <summary>200 and a valid answer that is at least <paramref name="bytes"/> long.</summary>
    public static ProviderBehaviour Huge(long bytes) => async (context, call) =>
    {
        const string Marker = "CONTENT";
        var parts = Answers.Completion(call.Model, Marker).Split(Marker);
        var block = new string('x', 64 * 1024);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(parts[0], context.RequestAborted);
        for (var written = 0L; written < bytes; written += block.Length)
        {
            await context.Response.WriteAsync(block, context.RequestAborted);
        }

        await context.Response.WriteAsync(parts[1], context.RequestAborted);
    };

    /// <summary>The first call meets the first behaviour, and so on; the last one stays.</summary>
    public static ProviderBehaviour Sequence(params ProviderBehaviour[] behaviours) =>
        (context, call) => behaviours[Math.Min(call.Number, behaviours.Length) - 1](context, call);

    private static async Task WriteHalfAsync(HttpContext context, RecordedCall call)
    {
        var answer = Encoding.UTF8.GetBytes(Answers.Completion(call.Model));
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer.AsMemory(0, answer.Length / 2), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task WriteAsync(HttpContext context, int status, string body, string contentType = "application/json")
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body, context.RequestAborted);
    }
}
