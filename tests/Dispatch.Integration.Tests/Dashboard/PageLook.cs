using Microsoft.Playwright;

namespace Dispatch.Integration.Tests.Dashboard;

/// <summary>Looks at a page as people do who see, or steer, in another way.</summary>
internal static class PageLook
{
    // WCAG 2.2, 1.4.3: the contrast of text with what is behind it, at least 4.5 to 1.
    private const string Faint = """
        () => {
          const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
          const rgba = (color) => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = color;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data];
          };
          const light = ([r, g, b]) => [r, g, b]
            .map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
            .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
          const behind = (element) => {
            for (let each = element; each; each = each.parentElement) {
              const color = rgba(getComputedStyle(each).backgroundColor);
              if (color[3] === 255) return color;
            }
            return [255, 255, 255, 255];
          };
          const faint = new Set();
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const element = walker.currentNode.parentElement;
            if (!walker.currentNode.textContent.trim() || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
            const style = getComputedStyle(element);
            const [text, ground] = [light(rgba(element instanceof SVGElement ? style.fill : style.color)), light(behind(element))];
            const contrast = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
            if (contrast < 4.5) faint.add(`"${walker.currentNode.textContent.trim().slice(0, 30)}" ${contrast.toFixed(2)}`);
          }
          return [...faint];
        }
        """;

    private const string Unnamed = """
        () => [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a")]
          .filter((each) => each.checkVisibility() && !(each.labels?.length || each.ariaLabel || each.textContent.trim())).length
        """;

    private const string Focused = "() => document.activeElement?.ariaLabel || document.activeElement?.textContent?.trim() || ''";

    private const string Outlined = "() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }";

    /// <summary>Texts that stand out too little.</summary>
    public static Task<string[]> FaintAsync(IPage page) => page.EvaluateAsync<string[]>(Faint);

    /// <summary>How many controls say nothing of what they are for.</summary>
    public static Task<int> UnnamedAsync(IPage page) => page.EvaluateAsync<int>(Unnamed);

    /// <summary>The name of what has the focus.</summary>
    public static Task<string> FocusedAsync(IPage page) => page.EvaluateAsync<string>(Focused);

    /// <summary>Goes on by the tab key until this has the focus, and sees to it that this can be seen.</summary>
    public static async Task TabToAsync(IPage page, string name, bool backwards = false)
    {
        const int Most = 100;
        for (var pressed = 0; pressed < Most; pressed++)
        {
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
            if (await FocusedAsync(page) != name)
                continue;

            Assert.True(await page.EvaluateAsync<bool>(Outlined), $"The focus on '{name}' can't be seen.");
            return;
        }

        Assert.Fail($"'{name}' was not reached by {Most} steps of the keyboard; the focus is on '{await FocusedAsync(page)}'.");
    }
}
