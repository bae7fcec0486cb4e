using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Dispatch.Worker.Providers;

namespace Dispatch.Worker.Configuration;

/// <summary>The certificates that <see cref="TlsOptions"/> names.</summary>
/// <param name="Authorities">Those to trust; null: the system's.</param>
/// <param name="Certificate">The one to show, with its key; null: none.</param>
internal sealed record TlsFiles(X509Certificate2Collection? Authorities, X509Certificate2? Certificate)
{
    private static readonly string[] Pkcs12 = [".pfx", ".p12"];

    /// <summary>Reads the files. On failure <paramref name="setting"/> is the option's name and <paramref name="error"/> says what to mend.</summary>
    public static bool TryRead(
        TlsOptions options,
        Func<string, string?> environment,
        [NotNullWhen(true)] out TlsFiles? files,
        [NotNullWhen(false)] out string? setting,
        [NotNullWhen(false)] out string? error)
    {
        files = null;
        if (!TryReadAuthorities(options.Authority, out var authorities, out error))
            setting = "authority";
        else if (!TryReadPassword(options.KeyPassword, environment, out var password, out error))
            setting = "keyPassword";
        else if (!TryReadCertificate(options, password, out var certificate, out error))
            setting = "certificate";
        else
            (files, setting) = (new TlsFiles(authorities, certificate), null);
        return files is not null;
    }

    private static bool TryReadAuthorities(string? path, out X509Certificate2Collection? authorities, [NotNullWhen(false)] out string? error)
    {
        authorities = null;
        error = Attempt(path, file =>
        {
            var read = new X509Certificate2Collection();
            read.ImportFromPemFile(file);
            return read;
        }, out authorities);
        if (error is null && authorities is { Count: 0 })
            error = $"The file {path} holds no certificate; it must be PEM (-----BEGIN CERTIFICATE-----).";
        return error is null;
    }

    private static bool TryReadPassword(
        string? reference, Func<string, string?> environment, out string? password, [NotNullWhen(false)] out string? error)
    {
        (password, error) = (null, null);
        return reference is null || SecretReference.TryResolve(reference, environment, out password, out error);
    }

    private static bool TryReadCertificate(
        TlsOptions options, string? password, out X509Certificate2? certificate, [NotNullWhen(false)] out string? error)
    {
        error = Attempt(options.Certificate, file => Read(file, options.Key ?? file, password), out certificate);
        if (error is null && certificate is { HasPrivateKey: false })
            error = $"The file {options.Certificate} has no private key; name the key's file in \"key\".";
        return error is null;
    }

    private static X509Certificate2 Read(string file, string key, string? password) => file switch
    {
        _ when Pkcs12.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) => X509CertificateLoader.LoadPkcs12FromFile(file, password),
        _ when password is not null => X509Certificate2.CreateFromEncryptedPemFile(file, password, key),
        _ => X509Certificate2.CreateFromPemFile(file, key),
    };

    private static string? Attempt<T>(string? path, Func<string, T> read, out T? value)
        where T : class
    {
        value = null;
        if (path is null)
            return null;

        try
        {
            value = read(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"The file {path} can't be read ({exception.Message}); correct the path, or let the worker's user read it.";
        }
        catch (CryptographicException exception)
        {
            return $"The file {path} can't be used ({exception.Message}); check its format, its key and the key's password.";
        }
    }
}
