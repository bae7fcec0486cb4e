using Dispatch.Worker.Configuration;
using Dispatch.Worker.Tests.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class RetiredProvidersTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_provider_is_disposed_once_no_attempt_can_use_it_any_more()
    {
        var adapter = new RecordingFactory.Adapter();
        await using var retired = new RetiredProviders(_time);
        retired.Retire(Making.Provider(adapter));

        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, adapter.Disposals);
        _time.Advance(RetiredProviders.Rest);
        Assert.Equal(1, adapter.Disposals);
    }

    [Fact]
    public async Task The_workers_end_disposes_what_is_left_and_nothing_twice()
    {
        var adapter = new RecordingFactory.Adapter();
        var retired = new RetiredProviders(_time);
        retired.Retire(Making.Provider(adapter));

        await retired.DisposeAsync();
        await retired.DisposeAsync();
        _time.Advance(RetiredProviders.Rest);

        Assert.Equal(1, adapter.Disposals);
    }
}
