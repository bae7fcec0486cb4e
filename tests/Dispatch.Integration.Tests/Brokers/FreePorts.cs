using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Dispatch.Integration.Tests.Brokers;

/// <summary>Ports of 127.0.0.1 on which nothing listens.</summary>
public static class FreePorts
{
    // Below the range from which Linux gives out ports by itself, so that no outgoing connection takes one in between.
    private const int First = 20_000;
    private const int End = 32_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    /// <summary>Takes that many; no port is given out twice in one run.</summary>
    public static int[] Take(int count)
    {
        lock (Gate)
        {
            var ports = new int[count];
            for (var i = 0; i < count;)
            {
                var port = RandomNumberGenerator.GetInt32(First, End);
                if (IsFree(port) && Given.Add(port))
                {
                    ports[i++] = port;
                }
            }

            return ports;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
