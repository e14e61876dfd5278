using System.Text.Json;
using SweepCluster.Model.Settings;
using SweepCluster.Sweeps.Search;
using SweepCluster.Testing;

namespace SweepCluster.Sweeps.Tests.Search;

/// <summary>Against Optuna's numbers: <c>Golden/make_tpe.py</c> beside it.</summary>
public sealed class ParzenEstimatorTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(
        RepositoryFolder.Combine("tests", "Sweeps.Tests", "Search", "Golden", "tpe.json"))).RootElement;

    private static readonly Dictionary<string, TpeAxis> Axes = new()
    {
        ["uniform"] = new(new("lr", [], new(-2, 3, Logarithmic: false))),
        ["log"] = new(new("lr", [], new(1e-4, 1, Logarithmic: true))),
        ["integer"] = new(new("width", [], new(1, 9, Logarithmic: false, Integer: true))),
        ["choice"] = new(new("activation", [.. "abcd".Select(name => new SettingValue.Text($"{name}"))])),
    };

    [Fact]
    public void BestCount_AnyNumber_IsOptunasGamma() =>
        Golden.GetProperty("gamma").EnumerateArray().Select(count => count.GetInt32())
            .ShouldBe(Enumerable.Range(0, 300).Select(TpeSampler.BestCount));

    [Fact]
    public void Estimator_AnyObservations_HasOptunasWeightsWidthsAndDensities()
    {
        var rows = Golden.GetProperty("estimators").EnumerateArray().ToArray();
        rows.Length.ShouldBe(36);
        foreach (var row in rows)
        {
            string[] names = [.. row.GetProperty("axes").EnumerateArray().Select(name => name.GetString()!)];
            var axes = names.Select(name => Axes[name]).ToArray();
            double[][] Columns(string table) => [.. names.Select(name => Numbers(row.GetProperty(table).GetProperty(name))
                .Select(value => Axes[name].IsList ? value : Axes[name].Encode(new SettingValue.Number(value))).ToArray())];

            var estimator = new ParzenEstimator(axes, Columns("observations"), row.GetProperty("multivariate").GetBoolean());

            Near(estimator.KernelWeights, Numbers(row.GetProperty("weights")), 1e-14);
            for (var axis = 0; axis < axes.Length; axis++)
            {
                if (!axes[axis].IsList)
                    Near(estimator.KernelDeviations(axis), Numbers(row.GetProperty("deviations").GetProperty(names[axis])), 1e-12);
            }

            var points = Columns("points");
            double[] densities = [.. Enumerable.Range(0, points[0].Length)
                .Select(point => estimator.LogDensity([.. points.Select(column => column[point])]))];
            Near([.. densities.Select(density => density - densities[0])], Numbers(row.GetProperty("densities")), 1e-9);
        }
    }

    [Fact]
    public void Sample_ManyTimes_HasTheDensityOfTheEstimator()
    {
        const int draws = 20_000;
        var axes = new[] { Axes["integer"], Axes["choice"] };
        var estimator = new ParzenEstimator(axes, [[2, 2, 3, 8], [0, 1, 1, 3]], isMultivariate: true);
        var random = new Random(7);

        var counts = Enumerable.Range(0, draws).Select(_ => estimator.Sample(_ => random.NextDouble()))
            .CountBy(point => (point[0], point[1])).ToDictionary();

        for (var integer = 1; integer <= 9; integer++)
        {
            for (var choice = 0; choice < 4; choice++)
            {
                var expected = Math.Exp(estimator.LogDensity([integer, choice]));
                var share = (double)counts.GetValueOrDefault((integer, choice)) / draws;
                share.ShouldBe(expected, 5 * Math.Sqrt(expected * (1 - expected) / draws), $"{integer}, {choice}");
            }
        }
    }

    [Theory]
    [InlineData(-1.5, 0.7)]
    [InlineData(2, 3)]
    [InlineData(-3, -2)]
    [InlineData(-20, 20)]
    [InlineData(-9, 0.1)]
    public void Quantile_OfAnyShare_HasItBelow(double low, double high)
    {
        foreach (var share in new[] { 0, 0.001, 0.3, 0.5, 0.99 })
        {
            var value = TruncatedNormal.Quantile(share, 0, 1, low, high);

            Math.Exp(TruncatedNormal.LogMass(low, value) - TruncatedNormal.LogMass(low, high)).ShouldBe(share, 1e-9);
        }
    }

    // Elementary functions of the machine are right to the last bit or two.
    [Fact]
    public void LogSumExp_ManyTerms_IsTheSumOfTheirExponentials()
    {
        double[] terms = [.. Enumerable.Range(0, 1003).Select(i => -0.03 * i)];

        KernelSums.LogSumExp(terms, negligible: 40).ShouldBe(Math.Log(terms.Sum(Math.Exp)), 1e-13);
    }

    // Many kernels of one width are normalised by interpolation.
    [Fact]
    public void At_AnyNumber_IsNearlyTheNormalizer()
    {
        double Normalizer(double mean) => TruncatedNormal.LogMass((-2 - mean) / 0.2, (3 - mean) / 0.2);
        var table = new SmoothTable(-2, 3, Normalizer);

        for (var mean = -2.0; mean <= 3; mean += 0.0137)
            table.At(mean).ShouldBe(Normalizer(mean), 1e-5);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetDouble())];

    private static void Near(IReadOnlyList<double> values, double[] expected, double tolerance)
    {
        values.Count.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
            values[i].ShouldBe(expected[i], tolerance * Math.Max(1, Math.Abs(expected[i])));
    }
}
