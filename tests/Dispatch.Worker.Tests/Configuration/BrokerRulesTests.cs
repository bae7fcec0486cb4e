using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Tests.Configuration;

public sealed class BrokerRulesTests : IDisposable
{
    private const string Url = "'transport': 'amqps://rabbit/'";

    private readonly Sandbox _sandbox = new();

    [Theory]
    [InlineData("'hosts': [ 'amqp://rabbit-2' ]", ".hosts[0]", "neither a host nor host:port")]
    [InlineData("'hosts': [ 'rabbit-2', 'rabbit-3:x' ]", ".hosts[1]", "neither a host nor host:port")]
    [InlineData("'hosts': [ 'user:secret@rabbit-2' ]", ".hosts[0]", "neither a host nor host:port")]
    [InlineData("'password': 'hunter2'", ".password", "write env:NAME or file:PATH")]
    [InlineData("'password': 'env:MISSING'", ".password", "The environment variable MISSING is not set")]
    [InlineData("'username': 'env:MISSING'", ".username", "The environment variable MISSING is not set")]
    [InlineData("'tls': { 'authority': '/no/such.pem' }", ".tls.authority", "/no/such.pem can't be read")]
    [InlineData("'tls': { 'certificate': '/no/such.pem' }", ".tls.certificate", "/no/such.pem can't be read")]
    [InlineData("'tls': { 'certificate': '/no/such.pem', 'keyPassword': 'env:MISSING' }", ".tls.keyPassword", "MISSING is not set")]
    [InlineData("'acknowledgementTimeout': '9m'", ".acknowledgementTimeout", "10m or more, at most 1d")]
    [InlineData("'management': 'rabbitmq:15672'", ".management", "write for instance \"http://rabbitmq:15672\"")]
    [InlineData("'management': 'http://user:secret@rabbitmq:15672'", ".management", "URL without a user")]
    [InlineData("'maxMessageBytes': 536870913", ".maxMessageBytes", "65536 or more, at most 536870912")]
    [InlineData("'results': { 'maxMessages': 0 }", ".results.maxMessages", "1 or more")]
    [InlineData("'results': { 'maxAge': 0 }", ".results.maxAge", "more than 0s")]
    [InlineData("'deadLetters': { 'whenFull': 'explode' }", ".deadLetters.whenFull", "Known are hold, dropOldest.")]
    public void Refuses(string broker, string path, string words) => Expect.OneError(Find(broker), "broker" + path, words);

    [Theory]
    [InlineData("'hosts': [ 'rabbit-2', 'rabbit-3:5673', '10.0.0.7', '[::1]:5672' ]")]
    [InlineData("'username': 'worker', 'password': 'env:KEY'")]
    [InlineData("'tls': { 'serverName': 'rabbit.internal' }")]
    [InlineData("'management': 'https://rabbitmq:15671/prefix'")]
    [InlineData("'results': { 'maxMessages': 100000, 'maxAge': '7d', 'whenFull': 'dropOldest' }, 'deadLetters': { 'maxAge': '30d' }")]
    public void Accepts(string broker) => Assert.Empty(Find(broker));

    [Fact]
    public void Warns_of_a_full_queue_that_is_never_full() =>
        Expect.OneWarning(Find("'results': { 'whenFull': 'dropOldest' }"), "broker.results.whenFull", "Without maxMessages the queue is never full");

    [Fact]
    public void Warns_of_tls_without_amqps() => Expect.OneWarning(
        _sandbox.Load("{ 'providers': { 'a': { 'baseUrl': 'http://localhost/v1' } }, 'transport': 'amqp://rabbit/', 'broker': { 'tls': { 'serverName': 'x' } } }").Findings,
        "broker.tls",
        "transport is no amqps:// URL");

    [Theory]
    [InlineData("'timeout': '26m'", "", "providers.p.timeout", "An attempt of 26m is too long")]
    [InlineData("'timeout': '10m'", "'routingGroups': { 'g': { 'members': [ { 'key': 'p' } ], 'timeout': '1h' } },", "routingGroups.g.timeout", "Lower it to 25m, or raise consumer_timeout")]
    public void Refuses_an_attempt_that_the_broker_would_not_wait_for(string provider, string groups, string path, string words)
    {
        var json = $"{{ 'providers': {{ 'p': {{ 'baseUrl': 'http://localhost/v1', {provider} }} }}, {groups} 'transport': 'amqp://rabbit/' }}";

        Expect.OneError(_sandbox.Load(json).Findings, path, words);
    }

    [Theory]
    [InlineData("'transport': 'memory'")]
    [InlineData("'transport': 'amqp://rabbit/', 'broker': { 'acknowledgementTimeout': '2h' }")]
    public void Accepts_a_long_attempt_where_nobody_waits_or_somebody_waits_longer(string transport) =>
        Assert.Empty(_sandbox.Load($"{{ 'providers': {{ 'p': {{ 'baseUrl': 'http://localhost/v1', 'timeout': '1h' }} }}, {transport} }}").Findings);

    [Theory]
    [InlineData("'broker': { 'maxMessageBytes': 1048576 }", true)]
    [InlineData("'broker': { 'maxMessageBytes': 12582912 }", false)]
    public void Warns_of_answers_that_no_result_can_carry(string broker, bool warns)
    {
        var findings = _sandbox.Load($"{{ 'providers': {{ 'p': {{ 'baseUrl': 'http://localhost/v1' }} }}, 'transport': 'amqp://rabbit/', {broker} }}").Findings;

        if (warns)
            Expect.OneWarning(findings, "providers.p.maxResponseBytes", "Answers of up to 12582912 bytes are taken, and the broker takes messages of 1048576");
        else
            Assert.Empty(findings);
    }

    [Fact]
    public void Reads_certificates_with_keys_of_their_own_and_encrypted_ones()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=worker", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var encryption = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
        _sandbox.Environment["KEY"] = "s3cret";
        var authority = _sandbox.Write("authority.pem", certificate.ExportCertificatePem());
        var plain = _sandbox.Write("plain.pem", key.ExportPkcs8PrivateKeyPem());
        var encrypted = _sandbox.Write("encrypted.pem", key.ExportEncryptedPkcs8PrivateKeyPem("s3cret", encryption));
        var pfx = _sandbox.PathOf("worker.pfx");
        File.WriteAllBytes(pfx, certificate.Export(X509ContentType.Pfx, "s3cret"));

        Assert.Empty(Find($"'tls': {{ 'authority': '{authority}', 'certificate': '{authority}', 'key': '{plain}' }}"));
        Assert.Empty(Find($"'tls': {{ 'certificate': '{authority}', 'key': '{encrypted}', 'keyPassword': 'env:KEY' }}"));
        Assert.Empty(Find($"'tls': {{ 'certificate': '{pfx}', 'keyPassword': 'env:KEY' }}"));
        Expect.OneError(Find($"'tls': {{ 'certificate': '{pfx}' }}"), "broker.tls.certificate", "check its format, its key and the key's password");
        Expect.OneError(Find($"'tls': {{ 'certificate': '{authority}' }}"), "broker.tls.certificate", "can't be used");
        Expect.OneError(Find($"'tls': {{ 'authority': '{plain}' }}"), "broker.tls.authority", "holds no certificate");
    }

    public void Dispose() => _sandbox.Dispose();

    private IReadOnlyList<ConfigurationFinding> Find(string broker)
    {
        _sandbox.Environment["KEY"] = "s3cret";
        return _sandbox.Load($"{{ 'providers': {{ 'a': {{ 'baseUrl': 'http://localhost/v1' }} }}, {Url}, 'broker': {{ {broker} }} }}").Findings;
    }
}
