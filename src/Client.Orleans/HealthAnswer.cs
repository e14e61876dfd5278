namespace SweepCluster.Client.Orleans;

/// <summary>What a probe has found.</summary>
/// <param name="Text">The answer in one line, or what stood in its way.</param>
public sealed record HealthAnswer(Uri Url, bool IsHealthy, string Text)
{
    /// <summary>One line for people: the address and the answer.</summary>
    public override string ToString() => $"{Url}: {Text}";
}
