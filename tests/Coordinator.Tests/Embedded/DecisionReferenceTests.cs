using System.Reflection;
using Microsoft.Extensions.Logging;
using SweepCluster.Runtime.Decisions;
using SweepCluster.Testing;

namespace SweepCluster.Coordinator.Tests.Embedded;

/// <summary>Holds <c>docs/logs.md</c> and the events together.</summary>
public sealed class DecisionReferenceTests
{
    [Fact]
    public void Page_EveryEvent_IsListedWithItsFields()
    {
        var rows = File.ReadLines(RepositoryFolder.Combine("docs", "logs.md"))
            .SkipWhile(line => line != "## Events")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (Event: cells[1], Fields: cells[3]));

        rows.ShouldBe(
            Events().Select(method => ($"`{method.Name}` ({Number(method)})", string.Join(", ", method.GetParameters().Select(Field)))));
    }

    [Fact]
    public void Events_AllOfThem_HaveTheirOwnNameAndNumberAndTheLevelDebug()
    {
        var events = Events().Select(method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()!)).ToArray();

        events.ShouldAllBe(logged => logged.Message.EventName == logged.Method.Name && logged.Message.Level == LogLevel.Debug);
        events.Select(logged => logged.Message.EventId).ShouldBe(Enumerable.Range(1, events.Length));
    }

    private static IEnumerable<MethodInfo> Events() =>
        typeof(DecisionLog).GetMethods().Where(method => method.GetCustomAttribute<LoggerMessageAttribute>() is not null).OrderBy(Number);

    private static int Number(MethodInfo method) => method.GetCustomAttribute<LoggerMessageAttribute>()!.EventId;

    private static string Field(ParameterInfo parameter) => char.ToUpperInvariant(parameter.Name![0]) + parameter.Name[1..];
}
