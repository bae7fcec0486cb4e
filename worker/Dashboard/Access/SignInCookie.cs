using System.Globalization;
using Dispatch.Worker.Configuration;

namespace Dispatch.Worker.Dashboard.Access;

/// <summary>
/// Shows in place of the key that a browser has shown it. It holds until when it is good, and a signature by the key: nothing is kept
/// here, every worker with the same key knows it, and another key ends it.
/// </summary>
internal sealed class SignInCookie(TimeProvider time)
{
    public const string Name = "dispatch-sign-in";

    /// <summary>How long a browser stays signed in.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromHours(12);

    public void Set(HttpContext context, ApiKey key)
    {
        var until = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var options = Options(context);
        options.MaxAge = Lifetime;
        context.Response.Cookies.Append(Name, $"{until}.{key.Sign(Purpose(until))}", options);
    }

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name, Options(context));

    public bool IsValid(HttpRequest request, ApiKey key)
    {
        if (request.Cookies[Name] is not { Length: < 256 } value || value.Split('.') is not [var until, var signature])
            return false;

        return long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds > time.GetUtcNow().ToUnixTimeSeconds()
            && key.IsSignature(Purpose(until), signature);
    }

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        // A link in a chat or an alert may lead to a page; what changes something must come from a page of this origin in any case.
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/",
        IsEssential = true,
    };

    private static string Purpose(string until) => $"sign-in until {until}";
}
