using SweepCluster.Model;
using SweepCluster.Testing;
using SweepCluster.Testing.Requirements;
using SweepCluster.Testing.Waiting;
using SweepCluster.Training.Checkpoints;
using SweepCluster.Training.Data;
using SweepCluster.Training.Data.Library;

namespace SweepCluster.Training.Tests.Data;

/// <summary>What would block for ever when it is opened or read, in every place where users name files.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [UnixFact]
    public async Task Read_APipeAsPicture_IsRefused() =>
        (await RefusalAsync(() => ImageFile.Read(Pipe("a.png"), 28, 28, 10, invert: false)))
            .ShouldContain("is empty, or it is a pipe or a device");

    [UnixFact]
    public async Task Read_ADeviceAsPicture_IsRefused() =>
        (await RefusalAsync(() => ImageFile.Read("/dev/zero", 28, 28, 10, invert: false)))
            .ShouldContain("is empty, or it is a pipe or a device");

    [UnixFact]
    public async Task Read_ALinkToAPipe_IsRefused()
    {
        File.CreateSymbolicLink(_folder.Combine("link.png"), Pipe("a.png"));

        (await RefusalAsync(() => ImageFile.Read(_folder.Combine("link.png"), 28, 28, 10, invert: false)))
            .ShouldContain("is empty, or it is a pipe or a device");
    }

    [Fact]
    public async Task Read_AFolderAsPicture_IsRefused() =>
        (await RefusalAsync(() => ImageFile.Read(_folder.Path, 28, 28, 10, invert: false)))
            .ShouldBe($"{_folder.Path} is a folder. Name a file.");

    [UnixFact]
    public async Task Load_PipesAsIdxFiles_AreRefused()
    {
        foreach (var name in IdxFolder.FileNames)
            Pipe(name);

        (await RefusalAsync(() => Load($"idx:{_folder.Path}"))).ShouldContain("is empty, or it is a pipe or a device");
    }

    [UnixFact]
    public async Task Load_PipesAsPublishedFiles_AreRefused()
    {
        Directory.CreateDirectory(_folder.Combine("mnist"));
        foreach (var name in IdxFolder.FileNames)
            Pipe(Path.Combine("mnist", name));

        (await RefusalAsync(() => Load("mnist"))).ShouldContain("is 0 bytes long");
    }

    [UnixFact]
    public async Task Load_PipesAsArchiveOrTable_AreRefused()
    {
        var pipe = Pipe("pipe");
        foreach (var dataset in new[] { $"npz:{pipe}", $"csv:{pipe},test={pipe}", $"parquet:{pipe},test={pipe}" })
            (await RefusalAsync(() => Load(dataset))).ShouldContain("is empty, or it is a pipe or a device");
    }

    [UnixFact]
    public async Task Read_APipeAsCheckpoint_IsRefused() =>
        (await RefusalAsync(() => SafetensorsFile.Read(Pipe("last.safetensors"))))
            .ShouldContain("it is empty, or it is a pipe or a device");

    public void Dispose() => _folder.Dispose();

    private static async Task<string> RefusalAsync(Func<object> read)
    {
        var refused = Task.Run(() => Should.Throw<SweepException>(read));
        var error = await refused.WithinDeadlineAsync("the file to be refused");
        error.Kind.ShouldBe(SweepErrorKind.Input);
        error.Message.ShouldNotContain("\n");
        return error.Message;
    }

    private Dataset Load(string dataset)
    {
        using var library = new DatasetLibrary(new(null, null, _folder.Path));
        return library.Load(dataset, TestContext.Current.CancellationToken);
    }

    private string Pipe(string name) => NamedPipe.Create(_folder.Combine(name));
}
