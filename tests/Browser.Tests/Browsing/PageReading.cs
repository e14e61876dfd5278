using Microsoft.Playwright;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>Reads of pages that Playwright's locators do not cover.</summary>
internal static class PageReading
{
    private const int MaxShownScript = 200;

    /// <summary>Evaluates a JavaScript expression, or a function of the argument, before the deadline; a promise is awaited.</summary>
    /// <remarks>Playwright's own evaluation has no timeout.</remarks>
    public static Task<T> ReadAsync<T>(this IPage page, string script, object? argument = null) =>
        page.EvaluateAsync<T>(script, argument)
            .WithinDeadlineAsync($"the page to evaluate {script[..Math.Min(MaxShownScript, script.Length)]}");

    /// <summary>Waits until a JavaScript expression is true.</summary>
    /// <remarks>Playwright's <c>WaitForFunctionAsync</c> evaluates an expression again from within the page, which the dashboard's
    /// content security policy forbids.</remarks>
    public static Task HoldsAsync(this IPage page, string condition) =>
        Eventually.ReadAsync($"the page to fulfil {condition}", () => page.ReadAsync<bool>($"Boolean({condition})"), holds => holds);

    /// <summary>Waits until an element is visible: the first one, if several match the selector.</summary>
    public static Task ShowsAsync(this IPage page, string selector) => Assertions.Expect(page.Locator(selector).First).ToBeVisibleAsync();

    /// <summary>Waits until the visible text of an element fulfils an assertion.</summary>
    /// <param name="awaited">Completes the sentence "waited for ...".</param>
    public static Task TextPassesAsync(this ILocator element, string awaited, Action<string> assertion) =>
        Eventually.PassesAsync(awaited, async () => assertion(await element.InnerTextAsync()));

    /// <summary>The texts of a table's cells, a line per row.</summary>
    public static async Task<string> RowsAsync(this IPage page, string table) => string.Join('\n', await page.ReadAsync<string[]>(
        "table => [...document.querySelectorAll(`${table} tbody tr:not(.room)`)].map(row => "
        + "[...row.cells].map(cell => cell.innerText.trim()).join('|'))",
        table));
}
