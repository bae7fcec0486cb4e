using System.Globalization;
using System.Text.RegularExpressions;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Dispatch.Worker.Messaging;

/// <summary>A queue that is there, and is not as it must be. The broker changes no queue's arguments: it must be deleted.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Setting">What differs: an argument, or <c>durable</c>, <c>exclusive</c>, <c>auto_delete</c>.</param>
/// <param name="Has">Its value there.</param>
/// <param name="Needs">The value it must have.</param>
internal sealed partial record QueueMismatch(string Queue, string Setting, string Has, string Needs)
{
    /// <summary>Reads the broker's refusal to declare a queue; null where it refused for another reason.</summary>
    public static QueueMismatch? Of(string queue, OperationInterruptedException refusal)
    {
        if (refusal.ShutdownReason is not { ReplyCode: Constants.PreconditionFailed } reason)
            return null;

        var match = Inequivalent().Match(reason.ReplyText);
        return match.Success
            ? new QueueMismatch(queue, match.Groups["setting"].Value, match.Groups["has"].Value, match.Groups["needs"].Value)
            : null;
    }

    /// <summary>One sentence that names all, and the command that mends it.</summary>
    public string Describe(string virtualHost) => string.Create(
        CultureInfo.InvariantCulture,
        $"The queue '{Queue}' in virtual host '{virtualHost}' has {Setting} = {Has}, and needs {Needs}. Take its messages out, then delete it, and "
        + $"it is declared anew: {Command(virtualHost)}");

    /// <summary>The command that deletes it.</summary>
    public string Command(string virtualHost) => $"rabbitmqctl --vhost '{virtualHost}' delete_queue '{Queue}'";

    // For instance: inequivalent arg 'x-overflow' for queue 'q' in vhost '/': received the value 'reject-publish' of type 'longstr' but current is none
    [GeneratedRegex(@"inequivalent arg '(?<setting>[^']*)' for queue .*: received (the value )?'?(?<needs>[^']*?)'?( of type '\w+')? but current is (the value )?'?(?<has>[^']*?)'?( of type '\w+')?$")]
    private static partial Regex Inequivalent();
}
