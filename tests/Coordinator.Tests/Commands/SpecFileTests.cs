using SweepCluster.Api.Keys;
using SweepCluster.Client;
using SweepCluster.Model;
using SweepCluster.Results.Sweeps;
using SweepCluster.Testing;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Coordinator.Tests.Commands;

public sealed class SpecFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AFileThatExtendsAnother_HasATextThatStandsForItself()
    {
        Directory.CreateDirectory(_folder.Combine("shared"));
        var shared = Write("shared/base.yaml", "dataset: glyphs\nbase: {epochs: 2, lr: 0.1}\n");
        var own = Write("own.yaml", "name: own\nextends: shared/base.yaml\nbase: {lr: 0.2}\n");

        var spec = SpecFile.Read(own);
        File.Delete(shared);

        Specs.Read(spec.Text).ShouldBe(spec);
        spec.Base.Select(setting => $"{setting}").ShouldBe(["epochs=2", "lr=0.2"]);
    }

    [Fact]
    public void Read_AProblemInTheExtendedFile_NamesThatFile()
    {
        Write("base.yaml", "dataset: glyphs\nbase: {epochs: 0}\n");
        var own = Write("own.yaml", "name: own\nextends: base.yaml\nseeds: 0\n");

        var lines = Should.Throw<SweepException>(() => SpecFile.Read(own)).Message.Split('\n');

        lines[0].ShouldStartWith($"{own}:3:8: seeds: 0 is out of range.");
        lines[1].ShouldStartWith($"{_folder.Combine("base.yaml")}:2:16: base.epochs: 0 is out of range.");
        lines[2].ShouldStartWith("2 problems.");
    }

    [IntegrationFact]
    public async Task Read_APipeWithAWriter_ReadsIt()
    {
        var pipe = await PipeAsync("spec.yaml");

        var reading = Task.Run(() => SpecFile.Read(pipe), TestContext.Current.CancellationToken);
        var writing = File.WriteAllTextAsync(pipe, "name: piped\ndataset: glyphs\n", TestContext.Current.CancellationToken);

        (await reading.WithinDeadlineAsync("the spec to be read")).Name.ShouldBe("piped");
        await writing.WithinDeadlineAsync("the spec to be written");
    }

    [UnixFact]
    public void Read_ADeviceWithoutEnd_IsRefusedAtTheMaximum() =>
        Should.Throw<SweepException>(() => SpecFile.Read("/dev/zero"))
            .Message.ShouldContain("it is longer than the maximum of 4,000,003 bytes");

    [IntegrationFact]
    public async Task Read_APipeAsExtendedFile_IsRefusedWhereItIsNamed()
    {
        var pipe = await PipeAsync("base.yaml");
        var own = Write("own.yaml", "name: own\ndataset: glyphs\nextends: base.yaml\n");

        (await RefusalAsync(() => SpecFile.Read(own))).ShouldStartWith(
            $"{own}:3:10: extends: The file '{pipe}' can't be read (it is empty, or it is a pipe or a device).");
    }

    [IntegrationFact]
    public async Task Read_APipeAsKeyFile_IsRefused()
    {
        var pipe = await PipeAsync("keys.json");

        (await RefusalAsync(() => new KeyFile(pipe).Read())).ShouldContain("it is empty, or it is a pipe or a device");
        (await RefusalAsync(() => ClusterAddress.Read("http://127.0.0.1:1", pipe)))
            .ShouldContain("it is empty, or it is a pipe or a device");
    }

    [Fact]
    public void Read_AFileThatIsTooLong_IsRefused()
    {
        var file = _folder.Combine("long.yaml");
        using (var stream = File.Create(file))
            stream.SetLength(5_000_000);

        Should.Throw<SweepException>(() => SpecFile.Read(file)).Message.ShouldContain("it is longer than the maximum of 4,000,003 bytes");
    }

    [Fact]
    public void Read_AnExtendedFileThatIsMissing_SaysWhereItIsNamed()
    {
        var own = Write("own.yaml", "name: own\ndataset: glyphs\nextends: none.yaml\n");

        Should.Throw<SweepException>(() => SpecFile.Read(own))
            .Message.ShouldStartWith($"{own}:3:10: extends: There is no file '{_folder.Combine("none.yaml")}'.");
    }

    [Theory]
    [InlineData(
        "search: {random: 8}\nspace: {width: [1, 2]}\n",
        "configurations    2\nsearch            random: 8 finds 2 different configurations\n")]
    [InlineData("search: {random: 2}\nspace: {width: [1, 2]}\n", "configurations    2\ntrials            2 (1 seed each)\n")]
    public async Task Validate_ASpaceThatIsSmallerThanTheSearch_SaysSo(string body, string lines)
    {
        using var verbs = new VerbRun();

        var (code, output, error) = await verbs.RunAsync("validate", Write("own.yaml", $"name: own\ndataset: glyphs\n{body}"));

        (code, error).ShouldBe((0, ""));
        output.ReplaceLineEndings("\n").ShouldContain(lines);
    }

    private static async Task<string> RefusalAsync(Func<object> read)
    {
        var refused = Task.Run(() => Should.Throw<SweepException>(read), TestContext.Current.CancellationToken);
        return (await refused.WithinDeadlineAsync("the file to be refused")).Message;
    }

    private async Task<string> PipeAsync(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no named pipes among the files.");
        var path = _folder.Combine(name);
        (await ChildProcess.RunAsync(new("mkfifo", [path]))).Code.ShouldBe(0);
        return path;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder.Combine(name), text);
        return _folder.Combine(name);
    }
}
