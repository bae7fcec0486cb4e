namespace Dispatch.Worker.Dashboard.Access;

/// <summary>What the page for signing in says.</summary>
internal static class SignInText
{
    public const string Ask = "Show the API key of this worker: the one that <code>apiKey</code> in its configuration refers to.";

    public const string Undone =
        "Nothing was done: to change something you must be signed in. Sign in with the API key of this worker, and do it again; what you had written is still "
        + "there when you go back in your browser.";

    public const string Wrong = "That is not the API key of this worker. It is the one that <code>apiKey</code> in its configuration refers to.";

    public const string NoKey =
        "This worker has no API key, so it can be looked at only from the machine it runs on. To open it to others, set <code>apiKey</code> in its "
        + "configuration to <code>env:NAME</code> or <code>file:PATH</code>, and sign in here with that key.";

    private const string Head = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Sign in · Dispatch</title>
          <style>
            :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
            body { max-width: 26rem; margin: 12vh auto; padding: 0 1rem; }
            label { display: block; margin-bottom: .25rem; }
            input, button { font: inherit; padding: .5rem .75rem; width: 100%; box-sizing: border-box; }
            button { margin-top: .75rem; cursor: pointer; }
          </style>
        </head>
        <body>
          <main>
            <h1>Dispatch</h1>
        """;

    private const string Foot = """
          </main>
        </body>
        </html>
        """;

    /// <param name="text">What it says, as HTML.</param>
    /// <param name="target">Where to go afterwards, as HTML; null: there is nothing to sign in with.</param>
    public static string Page(string text, string? target) => $"{Head}\n    <p role=\"status\">{text}</p>\n{(target is null ? "" : Form(target))}{Foot}\n";

    private static string Form(string target) => $"""
            <form method="post" action="{SignInPages.In}">
              <input type="hidden" name="return" value="{target}">
              <label for="key">API key</label>
              <input id="key" name="key" type="password" autocomplete="current-password" required autofocus>
              <button type="submit">Sign in</button>
            </form>

        """;
}
