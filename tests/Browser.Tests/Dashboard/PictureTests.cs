using SweepCluster.Browser.Tests.Browsing;
using SweepCluster.Training.Cpu;
using SweepCluster.Training.Data;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>Takes the pictures of <c>docs/dashboard.md</c> while a real sweep runs, where <c>SWEEP_PICTURES</c> names a folder for them.</summary>
[Collection(DashboardCollection.Name)]
public sealed class PictureTests(ChromiumBrowser browser)
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

    private static string? Folder => Environment.GetEnvironmentVariable("SWEEP_PICTURES") is { Length: > 0 } named ? named : null;

    [Fact(Skip = ChromiumBrowser.SkipReason, SkipWhen = nameof(ChromiumBrowser.IsMissing), SkipType = typeof(ChromiumBrowser))]
    public async Task Pictures_OfEveryPage_AreTaken()
    {
        Assert.SkipWhen(Folder is null, "Takes pictures where SWEEP_PICTURES names a folder.");
        using var library = new DatasetLibrary(DatasetFolders.For(null));
        await using var rig = new DashboardRig(new CpuTrainer(library, TimeProvider.System), workers: 2);
        await rig.StartAsync();
        await rig.FinishAsync(Spec.Replace("name: digits", "name: depths", StringComparison.Ordinal).Replace("seeds: 3", "seeds: 1", StringComparison.Ordinal));
        var sweep = await rig.SubmitAsync(Spec);
        await using var page = await browser.OpenAsync();

        await page.GoAsync(rig.Address($"sweeps/{sweep.Id}"));
        // So far that there are intervals.
        await page.WaitAsync("Number(/^(\\d+) succeeded/.exec(document.querySelector('#overview .states')?.innerText)?.[1]) >= 45");
        await page.WaitForAsync("#heat[data-drawn]");
        await TakeAsync(page, "sweep", 1250);
        await TakeAsync(page, "charts", 1060, "#curves");
        await page.GoAsync(rig.Address("cluster"));
        await page.WaitForAsync("#slots .busy");
        await TakeAsync(page, "cluster", 760);
        await page.GoAsync(rig.Address());
        await page.WaitForAsync(".sweeps li");
        await TakeAsync(page, "sweeps", 520);
        await page.GoAsync(rig.Address("sweeps/depths-1/trials/5"));
        await page.WaitForAsync(".predictions");
        await TakeAsync(page, "trial", 1500);
    }

    /// <param name="from">The element that it begins with; null: the page.</param>
    private static async Task TakeAsync(BrowserPage page, string name, int height, string? from = null)
    {
        await page.WaitForAsync("#connection:not(:empty)");
        var top = from is null ? 0 : await page.EvaluateAsync<int>($"Math.floor(document.querySelector({BrowserPage.Quoted(from)}).getBoundingClientRect().top + scrollY) - 16");
        await File.WriteAllBytesAsync(Path.Combine(Folder!, $"{name}.png"), await page.PictureAsync(height, top), TestContext.Current.CancellationToken);
    }
}
