using SweepCluster.Model;
using SweepCluster.Training.Data;

namespace SweepCluster.Training.Tests.Data;

public sealed class DatasetMemoryTests
{
    [Fact]
    public void Require_MoreThanThereIs_NamesBoth()
    {
        var refusal = Should.Throw<SweepException>(() => DatasetMemory.Require("The data set of a.npz", 2_000_000_000, 1_500_000_000));

        refusal.Kind.ShouldBe(SweepErrorKind.Environment);
        refusal.Message.ShouldBe("The data set of a.npz needs 2,000,000,000 bytes of memory, and 1,500,000,000 bytes are available. "
            + "Use fewer images, or a machine with more memory.");
    }

    [Fact]
    public void Require_AsMuchAsThereIs_IsFine() => Should.NotThrow(() => DatasetMemory.Require("a.npz", 1_500, 1_500));

    [Fact]
    public void Limit_IsSomeMemory() => DatasetMemory.Limit.ShouldBeGreaterThan(1 << 20);

    [Fact]
    public void Measure_OfAnImageSet_IsItsSizeInMemory()
    {
        using var images = new ImageSet(1000, 28, 28, 10);

        images.MemoryBytes.ShouldBeInRange(1000 * 785, (1000 * 785) + (5 * 784));
        ImageSet.AllocatedBytes.ShouldBeGreaterThanOrEqualTo(images.MemoryBytes);
    }
}
