using SweepCluster.Browser.Tests.Browsing;

namespace SweepCluster.Browser.Tests.Dashboard;

/// <summary>One browser for all tests of the dashboard, which run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class DashboardCollection : ICollectionFixture<ChromiumBrowser>
{
    public const string Name = "dashboard";
}
