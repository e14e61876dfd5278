using SweepCluster.Testing;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>What axe-core finds wrong with a page for people who can't see it, or not well, or who have no mouse.</summary>
internal static class Accessibility
{
    /// <summary>Restored by npm with the pages' own packages.</summary>
    public static string Script { get; } = RepositoryFolder.Combine("src", "Coordinator", "obj", "web", "node_modules", "axe-core", "axe.min.js");

    /// <summary>Problems that axe calls serious or critical: rule, what is wrong, and where.</summary>
    /// <param name="onlyColours">Looks at contrast alone: for a page that has been looked at in another scheme.</param>
    public static async Task<string[]> ProblemsAsync(BrowserPage page, bool onlyColours = false)
    {
        // With the evaluated text, not with a script tag: the page's own policy would forbid that.
        await page.EvaluateAsync<bool>($"{await File.ReadAllTextAsync(Script, TestContext.Current.CancellationToken)};true");
        return await page.EvaluateAsync<string[]>($$"""
            axe.run(document, { resultTypes: ['violations'], ...({{(onlyColours ? "true" : "false")}} ? { runOnly: ['color-contrast'] } : {}) }).then(found => found.violations
              .filter(problem => problem.impact === 'serious' || problem.impact === 'critical')
              .flatMap(problem => problem.nodes.slice(0, 5).map(node => `${problem.id}: ${problem.help}: ${node.html.slice(0, 200)} (${node.failureSummary.replace(/\s+/g, ' ')})`)))
            """);
    }
}
