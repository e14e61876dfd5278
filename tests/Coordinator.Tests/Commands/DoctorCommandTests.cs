namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class DoctorCommandTests : IDisposable
{
    private readonly VerbRun _verbs = new();

    public void Dispose() => _verbs.Dispose();

    [Theory]
    [InlineData("cores")]
    [InlineData("vectors")]
    [InlineData("Orleans")]
    [InlineData("TorchSharp")]
    [InlineData("mnist")]
    [InlineData("results")]
    public async Task Doctor_OnAnyMachine_SpeaksOf(string subject)
    {
        var (_, output, _) = await _verbs.RunAsync("doctor");

        output.Split('\n').ShouldContain(line => line.StartsWith(subject + " "));
    }

    [Fact]
    public async Task Doctor_WithAHomeThatIsAFile_CallsItAProblemAndEndsWithOne()
    {
        var file = Path.Combine(_verbs.Home, "sweeps.db");
        await File.WriteAllTextAsync(file, "not a folder", TestContext.Current.CancellationToken);

        var (code, output, _) = await _verbs.RunAsync("doctor", "--home", file);

        code.ShouldBe(ExitCodes.InternalError);
        output.ShouldContain("PROBLEM");
    }
}
