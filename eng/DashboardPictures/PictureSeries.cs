using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace SweepCluster.DashboardPictures;

/// <summary>Takes a picture of each page of the dashboard, while one sweep runs and after another has finished.</summary>
internal sealed partial class PictureSeries(IPage page, DashboardServer server, string folder)
{
    private const string Spec = """
        name: digits
        description: How wide and how deep must a network for drawn digits be?
        dataset: {name: glyphs, train: 12000, test: 2000}
        split: {last: 2000}
        seeds: 3
        base: {batch: 100, epochs: 8}
        space:
          width: [32, 64, 128]
          depth: [1, 2]
          activation: [relu, tanh]
          optimizer: [adam, {name: sgd, lr: 0.1}]
        """;

    // CSS pixels above the element that a picture begins with.
    private const int Margin = 16;

    public async Task TakeAsync()
    {
        await server.SubmitAsync(Spec.Replace("name: digits", "name: depths", StringComparison.Ordinal)
            .Replace("seeds: 3", "seeds: 1", StringComparison.Ordinal));
        await page.GotoAsync(server.Address("sweeps/depths-1"));
        await AwaitAsync("#status .finished");

        await server.SubmitAsync(Spec);
        await page.GotoAsync(server.Address("sweeps/digits-1"));
        // From here on the leaderboard has intervals.
        await Expect(page.Locator("#overview .states")).ToContainTextAsync(AtLeast45Succeeded());
        await AwaitAsync("#heat[data-drawn]");
        await TakeAsync("sweep", 1250);
        await TakeAsync("charts", 1060, "#curves");

        await page.GotoAsync(server.Address("cluster"));
        await AwaitAsync("#slots .busy");
        await TakeAsync("cluster", 760);

        await page.GotoAsync(server.Address(""));
        await AwaitAsync(".sweeps li");
        await TakeAsync("sweeps", 520);

        await page.GotoAsync(server.Address("sweeps/depths-1/trials/5"));
        await AwaitAsync(".predictions");
        await TakeAsync("trial", 1500);
    }

    [GeneratedRegex(@"\b(4[5-9]|[5-7]\d) succeeded")]
    private static partial Regex AtLeast45Succeeded();

    private Task AwaitAsync(string selector) => Expect(page.Locator(selector).First).ToBeVisibleAsync();

    /// <param name="height">Maximum height of the picture, in CSS pixels.</param>
    /// <param name="from">Selector of the element that the picture begins with; null: the top of the page.</param>
    private async Task TakeAsync(string name, int height, string? from = null)
    {
        await AwaitAsync("#connection:not(:empty)");
        // Sections above may grow or shrink while the picture is taken: it is then taken again.
        int top;
        do
        {
            top = await TopAsync(from);
            var end = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
            await page.ScreenshotAsync(new()
            {
                Path = Path.Combine(folder, $"{name}.png"),
                FullPage = true,
                Clip = new() { X = 0, Y = top, Width = page.ViewportSize!.Width, Height = Math.Min(height, end - top) },
            });
        }
        while (await TopAsync(from) != top);
    }

    private async Task<int> TopAsync(string? from) =>
        from is null ? 0 : await page.Locator(from)
            .EvaluateAsync<int>($"element => Math.floor(element.getBoundingClientRect().top + scrollY) - {Margin}");
}
