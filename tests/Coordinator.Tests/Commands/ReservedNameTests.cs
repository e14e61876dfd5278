namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class ReservedNameTests : IDisposable
{
    private const string Spec = "# the first\nname: latest\ndataset: glyphs\nspace: {width: [8, 16]}\n";

    private readonly CommandRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("validate")]
    [InlineData("run")]
    public async Task NewSweep_NamedLatest_IsRefusedWhereItIsNamed(string verb)
    {
        var file = _rig.WriteSpec(Spec);

        var (code, _, error) = await _rig.RunAsync(verb, file);

        code.ShouldBe(2);
        error.ShouldStartWith($"{file}:2:1: name: 'latest' stands for the newest sweep");
    }

    [Fact]
    public async Task RecordedSweep_NamedLatest_IsFoundByItsId()
    {
        await using (var store = _rig.Store())
            await store.CreateSweepAsync(new("latest", Spec, null, 2, 1, DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);
        await _rig.FinishAsync();

        (await _rig.RunAsync("show", "latest")).Output.ShouldContain("sweep             quick-1");
        (await _rig.RunAsync("show", "latest-1")).Output.ShouldContain("sweep             latest-1");
    }
}
