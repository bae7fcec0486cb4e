using Dispatch.Worker.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class RetiredAdaptersTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task An_adapter_is_disposed_once_no_attempt_can_use_it_any_more()
    {
        var adapter = new RecordingFactory.Adapter();
        await using var retired = new RetiredAdapters(_time);
        retired.Retire(adapter);

        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(0, adapter.Disposals);
        _time.Advance(RetiredAdapters.Rest);
        Assert.Equal(1, adapter.Disposals);
    }

    [Fact]
    public async Task The_workers_end_disposes_what_is_left_and_nothing_twice()
    {
        var adapter = new RecordingFactory.Adapter();
        var retired = new RetiredAdapters(_time);
        retired.Retire(adapter);

        await retired.DisposeAsync();
        await retired.DisposeAsync();
        _time.Advance(RetiredAdapters.Rest);

        Assert.Equal(1, adapter.Disposals);
    }
}
