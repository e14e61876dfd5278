using SweepCluster.Contracts;
using SweepCluster.Contracts.Telemetry;

namespace SweepCluster.Telemetry.Tests;

public sealed class MetricsPagesTests
{
    [Fact]
    public void Writer_ThatThereIsNot_IsRefusedWithThoseThereAre()
    {
        using var meter = new SweepMeter(TimeProvider.System);

        Should.Throw<SweepException>(() => MetricsPages.Create(meter, "statsd")).Message
            .ShouldBe("SWEEP_METRICS_WRITER: there is no writer 'statsd'. Give 'own' or 'opentelemetry', or leave it out.");
    }
}
