using Dispatch.Worker.Cli;
using Dispatch.Worker.Configuration;
using Dispatch.Worker.Messaging;
using Dispatch.Worker.Providers;
using Dispatch.Worker.Routing;

namespace Dispatch.Worker.Tests.Cli;

public sealed class DoctorPlanTests
{
    private static readonly DispatchOptions Options = new()
    {
        Providers = new Dictionary<string, ProviderOptions>
        {
            ["a"] = new() { Timeout = TimeSpan.FromMinutes(3) },
            ["b"] = new() { Timeout = TimeSpan.FromMinutes(1) },
        },
        RoutingGroups = new Dictionary<string, RoutingGroupOptions>
        {
            ["chat"] = new()
            {
                Members = [new MemberOptions { Key = "a", Model = "y" }, new MemberOptions { Key = "a", Model = "x" }, new MemberOptions { Key = "b" }],
                Timeout = TimeSpan.FromMinutes(7),
            },
            ["other"] = new() { Members = [new MemberOptions { Key = "a", Model = "x" }] },
        },
    };

    [Fact]
    public void The_longest_attempt_is_that_of_a_provider_or_of_a_group()
    {
        Assert.Equal(("routingGroups.chat.timeout", TimeSpan.FromMinutes(7)), (DoctorPlan.LongestAttempt(Options)!.Setting, DoctorPlan.LongestAttempt(Options)!.Time));
        var without = Options with { RoutingGroups = new Dictionary<string, RoutingGroupOptions>() };
        Assert.Equal("providers.a.timeout", DoctorPlan.LongestAttempt(without)!.Setting);
        Assert.Null(DoctorPlan.LongestAttempt(new DispatchOptions()));
    }

    [Fact]
    public void Each_model_that_members_name_is_tried_once_at_its_provider()
    {
        var models = DoctorPlan.ModelsOf(Options);

        Assert.Equal(["x", "y"], models["a"]);
        Assert.Empty(models["b"]);
    }

    [Theory]
    [InlineData("http://other:s%2Fecret@rabbit:15672/", "amqp://user:password@rabbit/", "other:s/ecret")]
    [InlineData("http://rabbit:15672/", "amqp://us%40er:password@rabbit/", "us@er:password")]
    [InlineData("http://rabbit:15672/", "amqp://rabbit/", "guest:guest")]
    public void The_management_API_gets_the_user_of_its_URL_else_that_of_the_transport(string management, string transport, string expected)
    {
        var url = new Uri(management);

        Assert.Equal(expected, DoctorPlan.CredentialsOf(url, new BrokerSettings(new Uri(transport))));
        Assert.Equal("http://rabbit:15672/", DoctorPlan.WithoutUser(url).ToString());
    }
}
