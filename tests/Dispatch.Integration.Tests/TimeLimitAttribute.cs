using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: Dispatch.Integration.Tests.TimeLimit]

namespace Dispatch.Integration.Tests;

/// <summary>
/// Cancels the token of a test that takes longer than <see cref="Limit"/>, so that one that waits for what never comes fails by its name.
/// Explicit tests, which are run by hand and may be long, have no limit.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class TimeLimitAttribute : BeforeAfterTestAttribute
{
    /// <summary>Several times what the longest test takes on two busy cores.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    private readonly ConcurrentDictionary<string, ITimer> _running = new();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (!test.Explicit)
        {
            var context = TestContext.Current;
            _running[test.UniqueID] =
                TimeProvider.System.CreateTimer(_ => Cancel(context, test.TestDisplayName), null, Limit, Timeout.InfiniteTimeSpan);
        }
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (_running.TryRemove(test.UniqueID, out var timer))
            timer.Dispose();
    }

    private static void Cancel(ITestContext context, string name)
    {
        context.SendDiagnosticMessage("{0} is cancelled: it has taken longer than {1}.", name, Limit);
        context.CancelCurrentTest();
    }
}
