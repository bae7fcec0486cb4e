namespace Dispatch.Integration.Tests.Security;

/// <summary>Looks for credentials.</summary>
internal static class Leaks
{
    public static void None(IEnumerable<MarkedSecret> secrets, IEnumerable<string> texts)
    {
        var known = secrets.ToList();
        var leaks = (from text in texts from secret in known let leak = secret.FindIn(text) where leak is not null select leak).ToList();
        Assert.True(leaks.Count == 0, string.Join('\n', leaks));
    }
}
