using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SweepCluster.Grains.Placement;
using SweepCluster.Model;
using SweepCluster.Model.Configurations;
using SweepCluster.Silo;
using SweepCluster.Silo.Configuration;
using SweepCluster.Silo.Training;
using SweepCluster.Storage.Sqlite;
using SweepCluster.Testing;
using SiloOptions = SweepCluster.Silo.Configuration.SiloOptions;

namespace SweepCluster.Cluster.Tests.Configuration;

/// <summary>The configuration of a silo: its defaults, and what is refused before it starts.</summary>
public sealed class SiloOptionsTests
{
    [Fact]
    public void Membership_ByDefault_DeclaresDeadByOneVoteAfterThreeProbesOfASecond()
    {
        var membership = new ClusterMembershipOptions();

        Read().Membership.ApplyTo(membership);

        membership.ProbeTimeout.ShouldBe(TimeSpan.FromSeconds(1));
        membership.NumMissedProbesLimit.ShouldBe(3);
        membership.NumVotesForDeathDeclaration.ShouldBe(1);
        membership.TableRefreshTimeout.ShouldBe(TimeSpan.FromSeconds(5));
        membership.IAmAliveTablePublishTimeout.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Membership_AsConfigured_IsThatOfOrleans()
    {
        using var folder = new TemporaryFolder();
        await using var store = SqliteResultStore.Open(folder.Path);
        var options = Read(
            ("Membership:ProbeSeconds", "2.5"), ("Membership:MissedProbes", "4"), ("Membership:Votes", "2"),
            ("Membership:RefreshSeconds", "7"), ("Membership:AliveSeconds", "20"));
        using var trainers = SiloTrainers.Create(Read(("Trainer", "noop")), folder.Combine("checkpoints"));
        var setup = new SiloSetup
        {
            Roles = [SiloLabels.Coordinator],
            Accelerator = Accelerator.Cpu,
            Device = "a test",
            Slots = 1,
            Trainers = trainers,
            Store = store,
            Membership = options.Membership,
        };
        using var host = new HostBuilder().UseOrleans(silo => silo.UseLocalhostClustering().UseSweeps(setup)).Build();

        var membership = host.Services.GetRequiredService<IOptions<ClusterMembershipOptions>>().Value;

        membership.ProbeTimeout.ShouldBe(TimeSpan.FromSeconds(2.5));
        membership.NumMissedProbesLimit.ShouldBe(4);
        membership.NumVotesForDeathDeclaration.ShouldBe(2);
        membership.TableRefreshTimeout.ShouldBe(TimeSpan.FromSeconds(7));
        membership.IAmAliveTablePublishTimeout.ShouldBe(TimeSpan.FromSeconds(20));
    }

    // Orleans refuses more votes than a silo has watchers.
    [Fact]
    public void Votes_AtMost_AreThoseOfTheSilosThatWatchASilo() =>
        Read(("Membership:Votes", "10")).Membership.Votes.ShouldBe(new ClusterMembershipOptions().NumProbedSilos);

    [Theory]
    [InlineData("Membership:ProbeSeconds", "0", "Silo:Membership:ProbeSeconds: 0 is not possible. Allowed: 0.1 to 60 seconds.")]
    [InlineData("Membership:ProbeSeconds", "NaN", "Silo:Membership:ProbeSeconds: NaN is not possible. Allowed: 0.1 to 60 seconds.")]
    [InlineData("Membership:RefreshSeconds", "601", "Silo:Membership:RefreshSeconds: 601 is not possible. Allowed: 1 to 600 seconds.")]
    [InlineData("Membership:AliveSeconds", "0.5", "Silo:Membership:AliveSeconds: 0.5 is not possible. Allowed: 1 to 600 seconds.")]
    [InlineData("Membership:MissedProbes", "0", "Silo:Membership:MissedProbes: 0 is not possible. Allowed: 1 to 100.")]
    [InlineData("Membership:Votes", "0", "Silo:Membership:Votes: 0 is not possible. Allowed: 1 to 10, which is the number of silos that")]
    [InlineData("Membership:Votes", "11", "Silo:Membership:Votes: 11 is not possible. Allowed: 1 to 10, which is the number of silos that")]
    [InlineData("Membership:Votes", "two", "Give a value of that type.")]
    [InlineData("DrainSeconds", "-1", "Silo:DrainSeconds: -1 is not possible. Allowed: 0 to 3600.")]
    [InlineData("Roles", "coordinator,cook", "Silo:Roles: 'cook' is not known. Allowed: coordinator, worker.")]
    public void Value_ThatIsNotPossible_IsRefusedWithItsPlaceAndTheRange(string name, string value, string message)
    {
        var refusal = Should.Throw<SweepException>(() => Read((name, value)));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain(message);
    }

    [Fact]
    public void Values_SeveralThatAreNotPossible_AreRefusedTogether() =>
        Should.Throw<SweepException>(() => Read(("Slots", "0"), ("Membership:Votes", "0"))).Message.Split('\n').Length.ShouldBe(2);

    [Fact]
    public void Help_OfASilo_HasEverySettingWithItsDefault()
    {
        var help = SiloHelp.Write();

        SiloHelp.Settings.Select(setting => setting.Name).ShouldBe(NamesOf(typeof(SiloOptions)), ignoreOrder: true);
        help.ShouldContain("./sweep silo [--config FILE]");
        help.ShouldContain("[11111]\n");
        help.ShouldContain("[http://127.0.0.1:8081]\n");
        help.ShouldContain("suspect a silo to declare it dead [1]\n");
        help.Split('\n').ShouldAllBe(line => line.Length <= 130);
    }

    // docs/cluster.md has a table of the same settings.
    [Fact]
    public void Documentation_OfASilo_HasEverySetting()
    {
        var page = File.ReadAllText(RepositoryFolder.Combine("docs", "cluster.md"));

        foreach (var setting in SiloHelp.Settings)
            page.ShouldContain($"`{setting.Name.Replace(":", "__", StringComparison.Ordinal)}`");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--Silo:Slots=2", "--help")]
    public void Arguments_WithHelp_AskForIt(params string[] arguments) => SiloArguments.AskForHelp(arguments).ShouldBeTrue();

    [Theory]
    [InlineData("--config", "silo.json")]
    [InlineData("--config=silo.json", "--Silo:Slots", "2", "Silo:Membership:Votes=2", "--silo:roles=worker")]
    [InlineData("--Logging:LogLevel:SweepCluster=Debug")]
    public void Arguments_OfSettings_AreTaken(params string[] arguments) => SiloArguments.AskForHelp(arguments).ShouldBeFalse();

    [Theory]
    [InlineData("frobnicate: it is not", "--frobnicate", "yes")]
    [InlineData("Silo:Slot: it is not an option or a setting of a silo. `./sweep silo --help` lists them.", "--Silo:Slot=2")]
    [InlineData("Slots: it is not", "--Slots", "2")]
    [InlineData("Silo:Slots: it is not", "Silo:Slots", "2")]
    [InlineData("Silo:Slots: the value is missing. Give for example --Silo:Slots VALUE.", "--Silo:Slots")]
    public void Arguments_ThatAreNone_AreRefused(string message, params string[] arguments)
    {
        var refusal = Should.Throw<SweepException>(() => SiloArguments.AskForHelp(arguments));

        refusal.Kind.ShouldBe(SweepErrorKind.Input);
        refusal.Message.ShouldContain(message);
    }

    private static IEnumerable<string> NamesOf(Type options, string prefix = "") => options.GetProperties().SelectMany(property =>
        property.PropertyType.Assembly == typeof(SiloOptions).Assembly
            ? NamesOf(property.PropertyType, $"{prefix}{property.Name}:")
            : [prefix + property.Name]);

    private static SiloOptions Read(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create<string, string?>($"{SiloOptions.Section}:{setting.Name}", setting.Value)));
        return SiloOptionsCheck.Read(configuration.Build().GetSection(SiloOptions.Section));
    }
}
