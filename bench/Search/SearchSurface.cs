using SweepCluster.Model;
using SweepCluster.Model.Settings;
using SweepCluster.Model.Spec;

namespace SweepCluster.Bench.Search;

/// <summary>A function with a known least value, and the space that it is searched in.</summary>
/// <param name="Noise">Standard deviation of what is added to each value that a searcher sees.</param>
/// <param name="Value">The value at settings: numbers by their name; of a list, the index of the value.</param>
internal sealed record SearchSurface(
    string Name, double Least, double Noise, EquatableArray<AxisSpec> Axes, Func<IReadOnlyDictionary<string, double>, double> Value)
{
    /// <summary>Branin, Hartmann 6, Rosenbrock in 8 dimensions, one in steps with noise, and one with a choice that decides which other
    /// axes
    /// exist. <c>peers/search.py</c> has the same.</summary>
    public static IReadOnlyList<SearchSurface> All { get; } =
    [
        new("branin", 0.39788735772973816, 0, [Range("x0", -5, 10), Range("x1", 0, 15)], Branin),
        new("hartmann6", -3.322368011391339, 0, [.. Enumerable.Range(0, 6).Select(i => Range($"x{i}", 0, 1))], Hartmann),
        new("rosenbrock8", 0, 0, [.. Enumerable.Range(0, 8).Select(i => Range($"x{i}", -2.048, 2.048))], Rosenbrock),
        new(
            "steps", 0, 0.1,
            [
                new("x0", [], new(0, 20, Logarithmic: false, Integer: true)),
                new("x1", [], new(0, 2, Logarithmic: false, Step: 0.1)),
                new("x2", [], new(1, 256, Logarithmic: true, Integer: true)),
            ],
            at => (Square(at["x0"] - 13) / 50) + Square(at["x1"] - 1.2) + (Square(Math.Log2(at["x2"]) - 5) / 8)),
        new(
            "conditional", 0, 0,
            [
                new("kind", [new SettingValue.Text("a"), new SettingValue.Text("b"), new SettingValue.Text("c")]),
                new("rate", [], new(1e-4, 1, Logarithmic: true), new("kind", ["a", "b"])),
                new("momentum", [], new(0, 0.99, Logarithmic: false), new("kind", ["a"])),
                new("depth", [], new(1, 8, Logarithmic: false, Integer: true), new("kind", ["b"])),
                new("width", [], new(1, 256, Logarithmic: false), new("kind", ["c"])),
            ],
            Conditional),
    ];

    private static AxisSpec Range(string name, double low, double high) => new(name, [], new(low, high, Logarithmic: false));

    private static double Square(double x) => x * x;

    private static double Branin(IReadOnlyDictionary<string, double> at)
    {
        var (x, y) = (at["x0"], at["x1"]);
        return Square(y - (5.1 / (4 * Math.PI * Math.PI) * x * x) + (5 / Math.PI * x) - 6)
            + (10 * (1 - (1 / (8 * Math.PI))) * Math.Cos(x)) + 10;
    }

    private static double Hartmann(IReadOnlyDictionary<string, double> at)
    {
        double[] alpha = [1, 1.2, 3, 3.2];
        double[][] a =
        [
            [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14],
        ];
        double[][] p =
        [
            [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
            [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
        ];
        return -Enumerable.Range(0, 4)
            .Sum(i => alpha[i] * Math.Exp(-Enumerable.Range(0, 6).Sum(j => a[i][j] * Square(at[$"x{j}"] - (p[i][j] * 1e-4)))));
    }

    private static double Rosenbrock(IReadOnlyDictionary<string, double> at) => Enumerable.Range(0, 7)
        .Sum(i => (100 * Square(at[$"x{i + 1}"] - Square(at[$"x{i}"]))) + Square(1 - at[$"x{i}"]));

    private static double Conditional(IReadOnlyDictionary<string, double> at) => at["kind"] switch
    {
        0 => (Square(Math.Log10(at["rate"]) + 2) / 4) + (2 * Square(at["momentum"] - 0.9)),
        1 => 0.2 + (Square(Math.Log10(at["rate"]) + 3) / 4) + (Square(at["depth"] - 5) / 20),
        _ => 0.5 + Square((at["width"] - 64) / 64),
    };
}
