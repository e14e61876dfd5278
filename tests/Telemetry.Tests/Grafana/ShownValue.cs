namespace SweepCluster.Telemetry.Tests.Grafana;

/// <summary>A figure of a panel as Grafana shows it.</summary>
/// <param name="Title">The figure's name; a single figure is called <c>Value</c> or nothing, and shown without it.</param>
/// <param name="Text">The formatted value with its unit.</param>
internal sealed record ShownValue(string Title, string Text)
{
    public override string ToString() => Title is "" or "Value" ? Text : $"{Title} {Text}";
}
