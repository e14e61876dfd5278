using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SweepCluster.Testing.Processes;
using SweepCluster.Testing.Waiting;

namespace SweepCluster.Testing.Servers;

/// <summary>A Prometheus of its own on a free port of 127.0.0.1, which scrapes four times a second unless told otherwise. It ends, and its
/// folder goes, when disposed or when this process ends, however that ends.</summary>
public sealed class PrometheusServer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sweepcluster-prometheus-").FullName;
    private readonly HttpClient _client;
    private readonly Process _guardian;

    /// <param name="targets">Host and port of what is scraped, as the job <c>sweepcluster</c>.</param>
    /// <param name="ruleFiles">Absolute paths.</param>
    public PrometheusServer(IReadOnlyList<string> targets, params IReadOnlyList<string> ruleFiles)
        : this([.. targets.Select(target => ("sweepcluster", target))], "250ms", ruleFiles)
    {
    }

    /// <param name="targets">Host and port of what is scraped, with the job that it belongs to.</param>
    /// <param name="interval">Time between two scrapes, and timeout of each, as Prometheus writes durations.</param>
    /// <param name="ruleFiles">Absolute paths.</param>
    public PrometheusServer(IReadOnlyList<(string Job, string Target)> targets, string interval, params IReadOnlyList<string> ruleFiles)
    {
        var jobs = targets.GroupBy(target => target.Job, target => $"'{target.Target}'").Select(job =>
            $"  - {{job_name: {job.Key}, static_configs: [{{targets: [{string.Join(", ", job)}]}}]}}\n");
        var port = FreePort.FindText();
        var configuration = Path.Combine(_folder, "prometheus.yml");
        File.WriteAllText(configuration, $$"""
            global: {scrape_interval: {{interval}}, scrape_timeout: {{interval}}, evaluation_interval: {{interval}} }
            rule_files: [{{string.Join(", ", ruleFiles)}}]
            scrape_configs:
            {{string.Concat(jobs)}}
            """);
        // Ends with its input, which ends with this process; then ends the server and tidies up.
        _guardian = ChildProcess.Start(new("/bin/sh")
        {
            ArgumentList =
            {
                "-c",
                """
                trap '' INT TERM HUP
                prometheus --config.file="$0/prometheus.yml" --storage.tsdb.path="$0/data" \
                  --web.listen-address="$1" --log.level=error >"$0/log" 2>&1 &
                cat >/dev/null
                kill -KILL $!
                wait
                rm -rf "$0"
                """,
                _folder,
                $"127.0.0.1:{port}",
            },
            RedirectStandardInput = true,
        });
        _client = new() { BaseAddress = new($"http://127.0.0.1:{port}/") };
    }

    /// <summary>Series, as label texts with <c>__name__</c>, and values of an instant query; fails with what Prometheus says.</summary>
    public async Task<IReadOnlyList<PrometheusSample>> QueryAsync(string expression, CancellationToken cancellation)
    {
        using var answer = await _client.GetAsync($"api/v1/query?query={Uri.EscapeDataString(expression)}", cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{expression}: {text}");
        var result = JsonDocument.Parse(text).RootElement.GetProperty("data");
        if (result.GetProperty("resultType").GetString() == "scalar")
            return [new(new Dictionary<string, string>(), Number(result.GetProperty("result")))];
        return [.. result.GetProperty("result").EnumerateArray().Select(sample => new PrometheusSample(
            sample.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!),
            Number(sample.GetProperty("value"))))];
    }

    /// <summary>The server's time: seconds since 1970.</summary>
    public async Task<double> TimeAsync(CancellationToken cancellation) => (await QueryAsync("time()", cancellation)).Single().Value;

    /// <summary>The answer to an instant query, JSON as Grafana's server receives it.</summary>
    /// <param name="expression">The query.</param>
    /// <param name="time">When it is evaluated, in seconds since 1970.</param>
    /// <param name="cancellation">Ends the query.</param>
    public Task<string> AnswerAsync(string expression, double time, CancellationToken cancellation) => _client.GetStringAsync(
        string.Create(CultureInfo.InvariantCulture, $"api/v1/query?query={Uri.EscapeDataString(expression)}&time={time}"), cancellation);

    /// <summary>The answer to a query over a range of time, JSON as Grafana's server receives it.</summary>
    /// <param name="expression">The query.</param>
    /// <param name="end">The range's end, in seconds since 1970.</param>
    /// <param name="range">The range's length.</param>
    /// <param name="step">Time between two values.</param>
    /// <param name="cancellation">Ends the query.</param>
    public Task<string> AnswerAsync(string expression, double end, TimeSpan range, TimeSpan step, CancellationToken cancellation)
    {
        var times = string.Create(CultureInfo.InvariantCulture, $"start={end - range.TotalSeconds}&end={end}&step={step.TotalSeconds}");
        return _client.GetStringAsync($"api/v1/query_range?query={Uri.EscapeDataString(expression)}&{times}", cancellation);
    }

    /// <summary>Repeats a query until its result is as wanted, which must be before the deadline, and returns that result.</summary>
    public Task<IReadOnlyList<PrometheusSample>> QueryUntilAsync(
        string expression, Func<IReadOnlyList<PrometheusSample>, bool> isWanted, CancellationToken cancellation) =>
        Eventually.ReadAsync($"the wanted result of '{expression}'", () => QueryAsync(expression, cancellation), isWanted, Describe);

    /// <summary>Repeats a query until assertions about its result pass, which must be before the
    /// deadline, and returns that result.</summary>
    public async Task<IReadOnlyList<PrometheusSample>> QueryUntilItPassesAsync(
        string expression, Action<IReadOnlyList<PrometheusSample>> assertions, CancellationToken cancellation)
    {
        IReadOnlyList<PrometheusSample> samples = [];
        await Eventually.PassesAsync($"the wanted result of '{expression}'", async () =>
        {
            samples = await QueryAsync(expression, cancellation);
            assertions(samples);
        });
        return samples;
    }

    /// <summary>Repeats queries until each has had a result, which must be before the deadline. An
    /// invalid expression fails at once.</summary>
    public async Task AnswersAllAsync(IEnumerable<string> expressions, CancellationToken cancellation)
    {
        // A server that answers this query reports an invalid expression as such.
        await QueryUntilAsync("up == 1", samples => samples.Count > 0, cancellation);
        var open = expressions.Distinct().ToList();
        foreach (var expression in open)
            await QueryAsync(expression, cancellation);
        await Eventually.ReadAsync(
            "every query to have a result",
            async () =>
            {
                var unanswered = new List<string>();
                foreach (var expression in open)
                {
                    if ((await QueryAsync(expression, cancellation)).Count == 0)
                        unanswered.Add(expression);
                }

                return open = unanswered;
            },
            unanswered => unanswered.Count == 0,
            unanswered => $"no result of {string.Join("\n", unanswered)}");
    }

    /// <summary>The rules it evaluates.</summary>
    public async Task<IReadOnlyList<PrometheusRule>> RulesAsync(CancellationToken cancellation)
    {
        var answer = JsonDocument.Parse(await _client.GetStringAsync("api/v1/rules", cancellation)).RootElement;
        return
        [
            .. from rule in answer.GetProperty("data")
                .GetProperty("groups")
                .EnumerateArray()
                .SelectMany(rules => rules.GetProperty("rules").EnumerateArray())
               select new PrometheusRule(
                   rule.GetProperty("name").GetString()!, rule.GetProperty("query").GetString()!,
                   rule.GetProperty("type").GetString() == "alerting", rule.GetProperty("health").GetString()!),
        ];
    }

    /// <summary>Runs promtool over a text.</summary>
    public static async Task<(int Code, string Output)> PromtoolAsync(string input, params string[] arguments)
    {
        var (code, output, error) = await ChildProcess.RunAsync(new("promtool", arguments), input);
        return (code, output + error);
    }

    public void Dispose()
    {
        _client.Dispose();
        _guardian.StandardInput.Dispose();
        _guardian.End();
        _guardian.Dispose();
    }

    private static string Describe(IReadOnlyList<PrometheusSample> samples) => samples.Count == 0
        ? "no series"
        : string.Join('\n', samples.Select(
            sample => $"{{{string.Join(", ", sample.Labels.Select(label => $"{label.Key}={label.Value}"))}}} {sample.Value}"));

    private static double Number(JsonElement pair) => pair[1].GetString() switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var text => double.Parse(text!, CultureInfo.InvariantCulture),
    };
}

/// <param name="Health"><c>ok</c>, <c>err</c>, or <c>unknown</c> before the first evaluation.</param>
public sealed record PrometheusRule(string Name, string Expression, bool IsAlert, string Health);

public sealed record PrometheusSample(IReadOnlyDictionary<string, string> Labels, double Value);
