using System.Runtime.InteropServices;
using Dispatch.Contracts;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.DeadLetters.Replays;

/// <summary>What would make a worker refuse a request at first sight, told before it is sent.</summary>
internal static class RequestFlaw
{
    /// <summary>A sentence with what is wrong and how to mend it; null: nothing that can be known here.</summary>
    public static string? Of(CompletionRequest request)
    {
        try
        {
            RequestReader.Check(request, isStrict: false);
        }
        catch (MalformedMessageException malformed)
        {
            return malformed.Message;
        }

        var body = RequestBody.Of(request.Body, JsonMarshal.GetRawUtf8Value(request.Body).ToArray());
        if (body.Streams)
            return "'body' asks for a stream; a queued request has nobody to stream to. Remove \"stream\": true.";
        return request.RoutingGroup is null && body.Model is null
            ? "The request names no routingGroup and its body no model; give a routingGroup."
            : null;
    }
}
