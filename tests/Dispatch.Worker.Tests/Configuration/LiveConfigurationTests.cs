using Dispatch.Worker.Configuration;
using Dispatch.Worker.Providers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class LiveConfigurationTests : IDisposable
{
    private const string Good = "{ 'providers': { 'a': { 'kind': 'simulator' } } }";
    private const string Better = "{ 'providers': { 'a': { 'kind': 'simulator' }, 'b': { 'kind': 'simulator' } } }";
    private const string Bad = "{ 'providers': { 'a': { 'kind': 'nothing' } }, 'limits': { 'rounds': 0 } }";

    private readonly Sandbox _sandbox = new();
    private readonly RecordingFactory _factory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLogger<LiveConfiguration> _logger = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_good_file_replaces_the_snapshot_whole_and_says_what_changed()
    {
        await using var live = Start(Good);
        var before = live.Current;
        _sandbox.WriteConfiguration(Better);

        Assert.True(live.Reload());

        Assert.Equal(["a"], before.Routing.Names);
        Assert.Equal(["a", "b"], live.Current.Routing.Names);
        Assert.Contains(_logger.Entries, entry => entry.Message.EndsWith("changed: providers.b", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bad_file_changes_nothing_and_every_error_is_logged_once()
    {
        await using var live = Start(Good);
        var before = live.Current;
        _sandbox.WriteConfiguration(Bad);

        Assert.False(live.Reload());
        Assert.False(live.Reload());

        Assert.Same(before, live.Current);
        var errors = _logger.Entries.Where(entry => entry.Level == LogLevel.Error).Select(entry => entry.Message).ToList();
        Assert.Equal(3, errors.Count);
        Assert.Contains("2 error(s)", errors[0], StringComparison.Ordinal);
        Assert.StartsWith("limits.rounds: ", errors[1], StringComparison.Ordinal);
        Assert.StartsWith("providers.a.kind: ", errors[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_mended_is_taken_and_its_next_error_is_logged_again()
    {
        await using var live = Start(Good);
        foreach (var json in new[] { Bad, Good, Bad })
        {
            _sandbox.WriteConfiguration(json);
            live.Reload();
        }

        Assert.Equal(2, _logger.Entries.Count(entry => entry.Message.Contains("was not reloaded", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_that_says_the_same_changes_nothing()
    {
        await using var live = Start(Good);
        var before = live.Current;
        _sandbox.WriteConfiguration("// moved about\n" + Good);

        Assert.True(live.Reload());

        Assert.Same(before, live.Current);
        Assert.Single(_logger.Entries);
    }

    [Theory]
    [InlineData("'transport': 'amqp://host'", "transport")]
    [InlineData("'listen': 'http://127.0.0.1:9'", "listen")]
    [InlineData("'limits': { 'prefetch': 1 }", "limits.prefetch")]
    [InlineData("'limits': { 'grace': 1 }", "limits.grace")]
    public async Task What_is_taken_at_the_start_needs_a_restart_unless_it_is_put_back(string setting, string path)
    {
        await using var live = Start(Good);
        foreach (var json in new[] { $"{{ {Sandbox.OneProvider}, {setting} }}", Good })
        {
            _sandbox.WriteConfiguration(json);
            Assert.True(live.Reload());
        }

        // A broker brings a warning of its own for a simulator.
        var warning = Assert.Single(
            _logger.Entries,
            entry => entry.Level == LogLevel.Warning && entry.Message.Contains("at the start only", StringComparison.Ordinal));
        Assert.StartsWith($"{path} is taken at the start only", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_went_is_disposed_later_and_one_that_stayed_is_not()
    {
        await using var live = Start(Better);
        var (kept, gone) = (Adapter(live, "a"), Adapter(live, "b"));
        _sandbox.WriteConfiguration(Good);
        live.Reload();

        Assert.Equal(0, gone.Disposals);
        _time.Advance(RetiredProviders.Rest);
        Assert.Equal((1, 0), (gone.Disposals, kept.Disposals));
        Assert.Same(kept, Adapter(live, "a"));
    }

    [Fact]
    public async Task The_host_gets_options_and_snapshots_and_disposes_the_adapters_once()
    {
        _sandbox.WriteConfiguration(Good);
        var services = new ServiceCollection().AddLogging().AddSingleton<IProviderFactory>(_factory);
        services.AddConfiguration(_sandbox.Loader().Load(), _sandbox.Loader());
        RecordingFactory.Adapter adapter;
        await using (var provider = services.BuildServiceProvider())
        {
            Assert.Equal(["a"], provider.GetRequiredService<IOptions<DispatchOptions>>().Value.Providers.Keys);
            var source = provider.GetRequiredService<ISnapshotSource>();
            Assert.Same(source, Assert.Single(provider.GetServices<IHostedService>()));
            adapter = Adapter((LiveConfiguration)source, "a");
            Assert.Equal(0, adapter.Disposals);
        }

        Assert.Equal(1, adapter.Disposals);
    }

    [Fact]
    public void The_worker_does_not_start_with_an_error()
    {
        var exception = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddConfiguration(_sandbox.Load(Bad), _sandbox.Loader()));

        Assert.Contains("limits.rounds", exception.Message, StringComparison.Ordinal);
        Assert.Contains("providers.a.kind", exception.Message, StringComparison.Ordinal);
    }

    private LiveConfiguration Start(string json) => Create(_sandbox.Load(json));

    private LiveConfiguration Create(LoadedConfiguration loaded)
    {
        var loader = _sandbox.Loader();
        return new LiveConfiguration(loaded, loader, new SnapshotBuilder(_factory, loader.Variable), _time, _logger);
    }

    private RecordingFactory.Adapter Adapter(LiveConfiguration live, string key) =>
        live.Current.Providers.TryGet(key, out var provider) ? _factory.Adapters[provider] : throw new KeyNotFoundException(key);
}
