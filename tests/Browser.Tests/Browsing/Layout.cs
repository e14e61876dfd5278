using Microsoft.Playwright;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>Checks whether a page can be read at its width.</summary>
internal static class Layout
{
    // Text that a box cuts off, or that lies beside the window without a box that scrolls to it. Boxes that scroll, what is folded, and
    // what only screen readers are to find are left alone. Half a letter's height and a pixel of rounding are no loss.
    private const string Clipped = """
        (() => {
          const found = [];
          const wide = document.documentElement.clientWidth;
          const name = element => `${element.tagName.toLowerCase()}${element.id ? '#' + element.id : ''}${element.getAttribute('class') ? '.' + element.getAttribute('class').trim().replace(/\s+/g, '.') : ''}`;
          const cut = (rect, box, style) =>
            (style.overflowX === 'hidden' || style.overflowX === 'clip') && (rect.left < box.left - 1.5 || rect.right > box.right + 1.5) ||
            (style.overflowY === 'hidden' || style.overflowY === 'clip') && (rect.top < box.top - 3 || rect.bottom > box.bottom + 3);
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            const owner = text.parentElement;
            if (!text.data.trim() || !owner.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || owner.closest('script, style, option, .skip'))
              continue;
            const range = document.createRange();
            range.selectNodeContents(text);
            for (const rect of range.getClientRects()) {
              if (rect.width < 1 || rect.height < 1)
                continue;
              let scrolls = false;
              for (let box = owner; box && box !== document.body; box = box.parentElement) {
                const style = getComputedStyle(box);
                if (style.display === 'inline')
                  continue;
                if (cut(rect, box.getBoundingClientRect(), style) && !scrolls)
                  found.push(`"${text.data.trim().slice(0, 60)}" is cut off by ${name(box)}`);
                scrolls ||= style.overflowX === 'auto' || style.overflowX === 'scroll' || style.overflowY === 'auto' || style.overflowY === 'scroll';
              }
              if (!scrolls && (rect.left < -1 || rect.right > wide + 1))
                found.push(`"${text.data.trim().slice(0, 60)}" lies outside of the window`);
            }
          }
          return [...new Set(found)];
        })()
        """;

    // Two texts of one chart that cover each other by more than a hair.
    private const string Overlapping = """
        (() => {
          const found = [];
          for (const chart of document.querySelectorAll('svg')) {
            const texts = [...chart.querySelectorAll('text')].filter(text => text.textContent.trim() && text.checkVisibility())
              .map(text => ({ text: text.textContent, box: text.getBoundingClientRect() }));
            for (const [index, one] of texts.entries())
              for (const other of texts.slice(index + 1)) {
                const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
                const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
                if (across > 2 && down > 4)
                  found.push(`"${one.text}" and "${other.text}" cover each other in ${chart.closest('[data-chart]')?.dataset.chart ?? 'a drawing'}`);
              }
          }
          return [...new Set(found)];
        })()
        """;

    /// <summary>Waits until no text is clipped by a box or lies outside of the window.</summary>
    public static Task ShouldHaveNoClippedTextAsync(this IPage page) =>
        Eventually.PassesAsync("a page without clipped text", async () => (await page.ReadAsync<string[]>(Clipped)).ShouldBeEmpty());

    /// <summary>Waits until no two texts of a chart overlap.</summary>
    public static Task ShouldHaveNoOverlapsAsync(this IPage page) =>
        Eventually.PassesAsync(
            "charts without overlapping texts", async () => (await page.ReadAsync<string[]>(Overlapping)).ShouldBeEmpty());

    /// <summary>Waits until the page is no wider than its window.</summary>
    public static Task ShouldFitAsync(this IPage page) =>
        Eventually.PassesAsync(
            "a page as wide as its window", async () => (await page.ExcessWidthAsync()).ShouldBe(0, "The page scrolls sideways."));

    // CSS pixels by which the page is wider than its window.
    private static Task<int> ExcessWidthAsync(this IPage page) =>
        page.ReadAsync<int>(
            "width => Math.max(0, document.documentElement.scrollWidth - width, document.body.scrollWidth - width)",
            page.ViewportSize!.Width);
}
