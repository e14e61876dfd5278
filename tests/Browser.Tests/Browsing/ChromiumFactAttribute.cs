using System.Runtime.CompilerServices;
using SweepCluster.Testing.Requirements;

namespace SweepCluster.Browser.Tests.Browsing;

/// <summary>An integration test that needs Chromium and the charts of the pages; skipped with the reason where either is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : IntegrationFactAttribute
{
    public ChromiumFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = ChromiumBrowser.Problem;
}

/// <summary>Cases of an integration test that needs Chromium and the charts of the pages.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumTheoryAttribute : IntegrationTheoryAttribute
{
    public ChromiumTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = ChromiumBrowser.Problem;
}
