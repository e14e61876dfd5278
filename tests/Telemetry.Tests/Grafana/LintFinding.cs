namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>A place where a dashboard breaks a rule of dashboard-linter.</summary>
/// <param name="Dashboard">Its title.</param>
/// <param name="Panel">Its title; empty: the dashboard as a whole.</param>
internal sealed record LintFinding(string Rule, string Dashboard, string Panel, string Problem);
