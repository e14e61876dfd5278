using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>Accessibility problems that axe-core finds in a page.</summary>
internal static partial class Accessibility
{
    private const int MaxPlaces = 5;
    private const int MaxShownHtml = 200;

    /// <summary>Waits until axe finds no serious or critical problem; a page may still be redrawing its charts.</summary>
    /// <param name="onlyColours">Checks contrast alone, for a page that was checked in another colour scheme.</param>
    public static Task ShouldBeAccessibleAsync(this IPage page, bool onlyColours = false) => Eventually.PassesAsync(
        "axe to find no serious or critical problem",
        async () => (await ProblemsAsync(page, onlyColours)).ShouldBeEmpty());

    // A line per place: the rule, the problem, the element and the failed checks.
    private static async Task<string[]> ProblemsAsync(IPage page, bool onlyColours)
    {
        var options = new AxeRunOptions { ResultTypes = [ResultType.Violations] };
        if (onlyColours)
            options.RunOnly = new() { Type = "rule", Values = ["color-contrast"] };
        var found = await page.RunAxe(options).WithinDeadlineAsync("axe to check the page");
        return
        [
            .. from problem in found.Violations
               where problem.Impact is "serious" or "critical"
               from node in problem.Nodes.Take(MaxPlaces)
               let checks = (node.Any ?? []).Concat(node.All ?? []).Concat(node.None ?? []).Select(check => check.Message)
               select $"{problem.Id}: {problem.Help}: {node.Html[..Math.Min(MaxShownHtml, node.Html.Length)]} "
                   + $"({Blanks().Replace(string.Join("; ", checks), " ")})",
        ];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
