using Microsoft.Playwright;
using SweepCluster.Testing.Waiting;
using SweepCluster.Web;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>A fixture with a headless Chromium for the tests of one class or collection, driven by Playwright.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Why tests cannot run on this machine; null where they can.</summary>
    public static string? Problem { get; } =
        Chromium.Executable is null ? Chromium.Missing
        : !WebResources.Names.Contains(WebResources.DashboardCharts) ? "needs the charts of the pages, which npm restores (Node.js)"
        : null;

    public async ValueTask InitializeAsync()
    {
        // xunit creates the fixture of a class whose tests are all skipped.
        if (Problem is not null)
            return;
        Assertions.SetDefaultExpectTimeout((float)Eventually.Deadline.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync().WithinDeadlineAsync("Playwright's driver to start");
        _browser = await Chromium.LaunchAsync(_playwright, Eventually.Deadline);
    }

    /// <summary>Opens a page with cookies and storage of its own, in the light colour scheme.</summary>
    /// <param name="width">Width of the window in CSS pixels; below 600, a phone is emulated.</param>
    /// <param name="height">Height of the window in CSS pixels.</param>
    internal async Task<BrowserTab> OpenAsync(int width = 1280, int height = 900) => new(await Chromium
        .OpenPageAsync(_browser ?? throw new InvalidOperationException(Problem), width, height, Eventually.Deadline)
        .WithinDeadlineAsync("a page to open"));

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync().WithinDeadlineAsync("Chromium to close");
        _playwright?.Dispose();
    }
}
