using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Silo;

namespace SweepCluster.Cluster.Tests;

/// <summary>What a silo logs by default, and what its configuration changes.</summary>
public sealed class SiloLogTests
{
    [Theory]
    [InlineData(null, LogLevel.Information)]
    [InlineData("Logging:LogLevel:SweepCluster=Debug", LogLevel.Debug)]
    [InlineData("Logging:LogLevel:SweepCluster.Decisions=Debug", LogLevel.Debug)]
    [InlineData("Logging:LogLevel:SweepCluster=Error", LogLevel.Error)]
    [InlineData("Logging:LogLevel:Default=Debug", LogLevel.Information)]
    public void Level_OfDecisions_IsTheConfiguredOne(string? setting, LogLevel expected)
    {
        var builder = WebApplication.CreateSlimBuilder(setting is null ? [] : [$"--{setting}"]);
        SiloProgram.ConfigureLogging(builder.Logging);
        using var services = builder.Services.BuildServiceProvider();

        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(DecisionLog.Category);

        Enum.GetValues<LogLevel>().First(log.IsEnabled).ShouldBe(expected);
    }
}
