using SweepCluster.Contracts.Ports;

namespace SweepCluster.Contracts.Tests.Ports;

/// <summary>Idempotency keys and the fingerprints of what was asked for.</summary>
public sealed class RequestKeyTests
{
    private static readonly SweepChange[] Changes =
    [
        new SweepChange.Resume(), new SweepChange.Pause("lunch"), new SweepChange.Pause("dinner"), new SweepChange.Cancel(),
        new SweepChange.Retry(null, Cancelled: false), new SweepChange.Retry(null, Cancelled: true),
        new SweepChange.Retry(1, Cancelled: false), new SweepChange.Edit("name: a"), new SweepChange.Edit("name: b"),
        new SweepChange.ExtendEpochs(1), new SweepChange.ExtendEpochs(2),
        new SweepChange.ExtendSeeds(1),
    ];

    [Fact]
    public void FromChange_DifferentChanges_HaveDifferentFingerprints() =>
        Changes.Select(change => RequestKey.FromChange("a key", change).Fingerprint).ShouldBeUnique();

    // The server finds the data set, and a repeated change may find none.
    [Fact]
    public void FromChange_OtherData_IsTheSameRequest()
    {
        foreach (var change in Changes)
        {
            var repeated = change with { Data = new("/data", "a fingerprint"), Key = new("a key", "whatever") };
            RequestKey.FromChange("a key", repeated).ShouldBe(RequestKey.FromChange("a key", change));
        }
    }

    [Fact]
    public void FromSubmission_OtherSpecOrFolder_IsAnotherRequest()
    {
        var keys = new[]
        {
            RequestKey.FromSubmission("a key", "name: a", null), RequestKey.FromSubmission("a key", "name: b", null),
            RequestKey.FromSubmission("a key", "name: a", "/data"),
        };

        keys.Select(key => key.Fingerprint).ShouldBeUnique();
        keys[0].ShouldBe(RequestKey.FromSubmission("a key", "name: a", null));
    }

    [Fact]
    public void CreateValue_Twice_IsNotTheSame() => RequestKey.CreateValue().ShouldNotBe(RequestKey.CreateValue());
}
