using Parquet;
using SweepCluster.Coordinator.Tests.Commands;
using SweepCluster.Coordinator.Tests.Rendering;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Trials;
using SweepCluster.Reporting.Exports;

namespace SweepCluster.Coordinator.Tests.Exports;

/// <summary>Parquet files, read by the library that wrote them: no package of Debian reads Parquet.</summary>
public sealed class ParquetExportTests : IDisposable
{
    private const string Sample = """{"trial":0,"settings":{},"reason":"","stopped_early":false,"objective":null,"seeds":{"failed":0}}""";

    private readonly VerbRun _verbs = new();

    private string Path => System.IO.Path.Combine(_verbs.Home, "table.parquet");

    public void Dispose() => _verbs.Dispose();

    [Fact]
    public async Task Trials_AsParquet_HaveTheColumnsOfCsvWithTypes()
    {
        await RecordAsync();

        var (code, output, error) = await _verbs.RunAsync("export", "sample-1", "-o", Path);

        code.ShouldBe(0, error);
        output.ShouldBeEmpty();
        await using var reader = await OpenAsync(Path);
        var header = (await _verbs.RunAsync("export", "sample-1")).Output.Split('\n')[0];
        reader.Schema.GetDataFields().Select(field => field.Name).ShouldBe(header.Split(','));
        (await NumbersAsync<long>(reader, "trial")).ShouldBe([0, 1, 2]);
        (await NumbersAsync<long>(reader, "settings.width")).ShouldBe([32, 32, 64]);
        (await NumbersAsync<double>(reader, "objective")).ShouldBe([0.875, 0.895, 0.915]);
        (await NumbersAsync<bool>(reader, "stopped_early")).ShouldBe([false, false, false]);
        (await NumbersAsync<double>(reader, "range_minimum_lr")).ShouldBe([null, null, null]);
        (await NumbersAsync<DateTime>(reader, "finished_at")).ShouldAllBe(at => at == DateTime.UnixEpoch.AddSeconds(2));
        (await TextsAsync(reader, "settings.activation")).ShouldBe(["relu", "tanh", "relu"]);
    }

    [Theory]
    [InlineData("metrics")]
    [InlineData("leaderboard")]
    [InlineData("steps")]
    public async Task EveryTable_AsParquet_HasTheColumnsOfCsv(string table)
    {
        await RecordAsync();

        var (code, _, error) = await _verbs.RunAsync("export", "sample-1", "--what", table, "--format", "parquet", "-o", Path);

        code.ShouldBe(0, error);
        await using var reader = await OpenAsync(Path);
        var csv = (await _verbs.RunAsync("export", "sample-1", "--what", table)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        reader.Schema.GetDataFields().Select(field => field.Name).ShouldBe(csv[0].Split(','));
        Enumerable.Range(0, reader.RowGroupCount).Sum(group => reader.OpenRowGroupReader(group).RowCount).ShouldBe(csv.Length - 1);
    }

    [Fact]
    public async Task Rows_MoreThanAGroup_AreWrittenInGroupsAsTheyAreRead()
    {
        using var file = new MemoryStream();
        var lengths = new List<long>();
        var export = new ParquetExport(Sample, [("width", [new SettingValue.Number(1), new SettingValue.Text("none")])], groupRows: 100);

        await export.WriteAsync(RowsAsync(), file, TestContext.Current.CancellationToken);

        lengths[250].ShouldBeGreaterThan(lengths[150]);
        lengths[150].ShouldBeGreaterThan(lengths[50]);
        file.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(file, cancellationToken: TestContext.Current.CancellationToken);
        reader.RowGroupCount.ShouldBe(3);
        reader.OpenRowGroupReader(2).RowCount.ShouldBe(51);
        (await TextsAsync(reader, "settings.width", group: 2)).Take(3).ShouldBe([null, "5", null]);
        (await NumbersAsync<double>(reader, "objective", group: 2)).Take(3).ShouldBe([null, 200.5, 201.5]);
        (await NumbersAsync<long>(reader, "seeds.failed", group: 2))[^1].ShouldBe(250);

        async IAsyncEnumerable<string> RowsAsync()
        {
            for (var row = 0; row <= 250; row++)
            {
                lengths.Add(file.Length);
                var objective = row == 200 ? "null" : $"{row - 1}.5";
                var settings = row == 201 ? """{"width":5}""" : "{}";
                yield return $"{{\"trial\":{row},\"settings\":{settings},\"reason\":\"a, b\",\"stopped_early\":true,"
                    + $"\"objective\":{objective},\"seeds\":{{\"failed\":{row}}}}}";
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Parquet_WithoutAFile_IsRefused()
    {
        await RecordAsync();

        var (code, _, error) = await _verbs.RunAsync("export", "sample-1", "--format", "parquet");

        code.ShouldBe(2);
        error.ShouldContain("-o FILE");
    }

    private Task RecordAsync() => _verbs.RecordAsync(
        SweepSamples.Spec.Text,
        6,
        2,
        [SweepSamples.Trial(0, 0), SweepSamples.Trial(1, 0), SweepSamples.Trial(2, 0)],
        new EpochRecord(0, new(1, 0.5, 0.8, 0.6, 0.75, 0.001, 0.25, 1000)),
        new EpochRecord(0, new(2, double.NaN, 0.8, null, null, 0.001, 0.25, 1000)));

    private static async Task<ParquetReader> OpenAsync(string path) =>
        await ParquetReader.CreateAsync(
            new MemoryStream(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)),
            cancellationToken: TestContext.Current.CancellationToken);

    private static async Task<T?[]> NumbersAsync<T>(ParquetReader reader, string name, int group = 0)
        where T : struct
    {
        using var part = reader.OpenRowGroupReader(group);
        var values = new T?[part.RowCount];
        var field = reader.Schema.GetDataFields().Single(field => field.Name == name);
        await part.ReadAsync<T>(field, values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        return values;
    }

    private static async Task<string?[]> TextsAsync(ParquetReader reader, string name, int group = 0)
    {
        using var part = reader.OpenRowGroupReader(group);
        var values = new string?[part.RowCount];
        var field = reader.Schema.GetDataFields().Single(field => field.Name == name);
        await part.ReadAsync(field, values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
        return values;
    }
}
