using System.Globalization;
using SweepCluster.Model.Trials;

namespace SweepCluster.Reporting.Html;

/// <summary>Draws a mean with its interval on a line, as an SVG picture beside the numbers, which contain the same.</summary>
/// <param name="low">Value at the left end; the drawing is cut off there.</param>
/// <param name="high">Value at the right end, above <paramref name="low"/>.</param>
public sealed class IntervalDrawing(double low, double high)
{
    private const double Width = 160;
    private const double Middle = 9;

    public double Low => low;

    public double High => high;

    /// <summary>Creates a drawing whose ends leave room around the values.</summary>
    public static IntervalDrawing Around(IEnumerable<double> values)
    {
        var all = values.Where(double.IsFinite).ToArray();
        if (all.Length == 0)
            return new(0, 1);
        var (least, most) = (all.Min(), all.Max());
        var margin = most > least ? 0.08 * (most - least) : Math.Max(1e-6, 0.05 * Math.Abs(most));
        return new(least - margin, most + margin);
    }

    /// <param name="wide">A second, wider range around the mean, drawn as a thin line.</param>
    /// <param name="mark">A published value, drawn as a diamond.</param>
    /// <param name="nothing">The value of no effect, drawn as an upright line.</param>
    public Markup Draw(MeanEstimate estimate, (double Low, double High) wide, double? mark = null, double? nothing = null)
    {
        var (mean, left) = (At(estimate.Mean), At(estimate.Low));
        var width = Math.Max(1, At(estimate.High) - left);
        var bar = estimate.HalfWidth is null
            ? ""
            : Svg(
                $"<rect class=\"bar\" x=\"{left:0.#}\" y=\"{Middle - 4}\" width=\"{width:0.#}\" height=\"8\" rx=\"3\"/>");
        var diamond = mark is { } value ? Svg($"<path class=\"mark\" d=\"M{At(value):0.#} {Middle - 6}l5 6l-5 6l-5-6z\"/>") : "";
        var upright = nothing is { } zero
            ? Svg($"<line class=\"nothing\" x1=\"{At(zero):0.#}\" x2=\"{At(zero):0.#}\" y1=\"1\" y2=\"17\"/>")
            : "";
        return new(
            Svg($"<svg class=\"interval\" viewBox=\"0 0 {Width} 18\" aria-hidden=\"true\" focusable=\"false\">") + upright
            + Svg($"<line class=\"range\" x1=\"{At(wide.Low):0.#}\" x2=\"{At(wide.High):0.#}\" y1=\"{Middle}\" y2=\"{Middle}\"/>")
            + bar + Svg($"<circle class=\"mean\" cx=\"{mean:0.#}\" cy=\"{Middle}\" r=\"3.5\"/>") + diamond + "</svg>");
    }

    private double At(double value) => Math.Clamp((value - low) / (high - low), 0, 1) * (Width - 12) + 6;

    private static string Svg(FormattableString markup) => markup.ToString(CultureInfo.InvariantCulture);
}
