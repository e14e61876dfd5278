using SweepCluster.Testing;
using SweepCluster.Training.Torch.Devices;

namespace SweepCluster.Training.Torch.Tests.Devices;

/// <summary>Which folder libtorch is loaded from.</summary>
public sealed class LibTorchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Cache => _folder.Combine("cache");

    public void Dispose() => _folder.Dispose();

    [TorchFact]
    public void Version_IsThatOfTorchSharp()
    {
        // TorchSharp must not be touched before the libraries are loaded.
        TorchTrainers.Missing("cpu").ShouldBeNull();

        Version.Parse(TorchSharp.torch.__version__).ToString(3).ShouldBe(LibTorch.Version.ToString());
    }

    /// <summary>`./sweep torch` names the folder by the package's version.</summary>
    [Fact]
    public void Version_IsThatOfThePackages() =>
        File.ReadAllText(RepositoryFolder.Combine("Directory.Packages.props"))
            .ShouldContain($"\"libtorch-cpu-linux-x64\" Version=\"{LibTorch.Version}\"");

    [Fact]
    public void Find_WithoutAny_NamesBothRemedies()
    {
        var problem = Problem(configured: null);

        problem.ShouldContain("./sweep torch cpu");
        problem.ShouldContain("SWEEP_LIBTORCH");
    }

    [Fact]
    public void Find_AfterBothWereFetched_TakesTheOneForAccelerators()
    {
        var cpu = Install("cache/" + LibTorch.CacheName("cpu"));
        Find(configured: "").ShouldBe(cpu);

        var cuda = Install("cache/" + LibTorch.CacheName("cuda"));
        Find(configured: null).ShouldBe(cuda);
    }

    [Fact]
    public void Find_WhereTheProgramHasIt_TakesThat()
    {
        Install("cache/" + LibTorch.CacheName("cpu"));
        var program = Install("program");

        Find(configured: null, _folder.Combine("empty"), program).ShouldBe(program);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("version.py", "__version__ = '2.10.0+cu128'\ncuda = '12.8'\n")]
    [InlineData("build-version", "2.10.1+cpu\n")]
    public void Find_OneThatIsConfigured_TakesThatFirst(string? file, string text)
    {
        var program = Install("program");
        var configured = Install("torch/lib");
        if (file is not null)
            File.WriteAllText(_folder.Combine("torch", file), text);

        Find(configured, program).ShouldBe(configured);
        Find(configured + Path.DirectorySeparatorChar, program).ShouldStartWith(configured);
    }

    [Theory]
    [InlineData("version.py", "__version__ = '2.11.0+cu128'\n", "2.11.0")]
    [InlineData("build-version", "2.7.1+cpu\n", "2.7.1")]
    public void Find_ConfiguredOfAnotherVersion_NamesBothVersions(string file, string text, string version)
    {
        var configured = Install("torch/lib");
        File.WriteAllText(_folder.Combine("torch", file), text);

        var problem = Problem(configured);

        problem.ShouldContain($"libtorch {version}");
        problem.ShouldContain("TorchSharp needs 2.10");
    }

    [Fact]
    public void Find_ConfiguredFolderWithoutIt_NamesTheFolder()
    {
        Install("program");

        var problem = Problem(_folder.Combine("elsewhere"), _folder.Combine("program"));

        problem.ShouldContain(_folder.Combine("elsewhere"));
        problem.ShouldContain(LibTorch.FileName("torch"));
    }

    private string Install(string name)
    {
        var folder = Directory.CreateDirectory(_folder.Combine(name.Split('/'))).FullName;
        File.WriteAllText(Path.Combine(folder, LibTorch.FileName("torch")), "");
        return folder;
    }

    private string Find(string? configured, params string[] ofProgram)
    {
        LibTorch.TryFind(configured, ofProgram, Cache, out var folder, out var problem).ShouldBeTrue(problem);
        return folder;
    }

    private string Problem(string? configured, params string[] ofProgram)
    {
        LibTorch.TryFind(configured, ofProgram, Cache, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotContain("\n");
        return problem;
    }
}
