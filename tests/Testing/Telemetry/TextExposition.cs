using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using SweepCluster.Telemetry.Metrics;

namespace SweepCluster.Testing.Telemetry;

/// <summary>Reads the instruments of <see cref="MetricCatalog"/> without OpenTelemetry, in Prometheus' text format 0.0.4. It listens from
/// its creation on.</summary>
public sealed class TextExposition : IDisposable
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Family> _families =
        MetricCatalog.All.ToDictionary(metric => metric.Name, metric => new Family(metric), StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public TextExposition(SweepMeter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == meter.Meter)
                listener.EnableMeasurementEvents(instrument, _families[instrument.Name]);
        };
        _listener.SetMeasurementEventCallback<double>(Measured);
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, family) => Measured(instrument, value, tags, family));
        _listener.Start();
    }

    /// <summary>Reads all instruments.</summary>
    public string Read()
    {
        lock (_gate)
        {
            foreach (var family in _families.Values)
                family.ClearObserved();
            _listener.RecordObservableInstruments();
            var text = new StringBuilder();
            foreach (var metric in MetricCatalog.All)
                _families[metric.Name].Write(text);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Measured(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? family)
    {
        // Also entered from within Read, on its own thread.
        lock (_gate)
        {
            ((Family)family!).Record(value, tags, instrument.IsObservable);
        }
    }

    private static string Text(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>A metric and its series.</summary>
    private sealed class Family(MetricDescriptor metric)
    {
        // By their labels as they are written, without braces; in order, so that readings compare.
        private readonly SortedDictionary<string, double[]> _series = new(StringComparer.Ordinal);
        private bool _isObserved;

        /// <summary>What is observed is there as long as it is observed; what was counted stays.</summary>
        public void ClearObserved()
        {
            if (_isObserved)
                _series.Clear();
        }

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool isObserved)
        {
            _isObserved = isObserved;
            var labels = Labels(tags);
            if (!_series.TryGetValue(labels, out var cells))
                _series.Add(labels, cells = new double[metric.Kind == MetricKind.Histogram ? metric.Bounds.Count + 2 : 1]);
            if (metric.Kind == MetricKind.Histogram)
            {
                cells[Bucket(value)]++;
                cells[^1] += value;
            }
            else
            {
                cells[0] = isObserved ? value : cells[0] + value;
            }
        }

        public void Write(StringBuilder text)
        {
            if (_series.Count == 0)
                return;
            text.Append("# HELP ")
                .Append(metric.Name)
                .Append(' ')
                .Append(metric.Help.Replace("\\", "\\\\").Replace("\n", "\\n"))
                .Append('\n')
                .Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Kind.ToString().ToLowerInvariant()).Append('\n');
            foreach (var (labels, cells) in _series)
            {
                if (metric.Kind == MetricKind.Histogram)
                    WriteHistogram(text, labels, cells);
                else
                    WriteLine(text, "", labels, cells[0]);
            }
        }

        // The cells: the buckets, the last of them without a bound, and the sum.
        private void WriteHistogram(StringBuilder text, string labels, double[] cells)
        {
            var below = 0.0;
            for (var bucket = 0; bucket <= metric.Bounds.Count; bucket++)
            {
                below += cells[bucket];
                var bound = bucket < metric.Bounds.Count ? metric.Bounds[bucket] : double.PositiveInfinity;
                WriteLine(text, "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{Text(bound)}\"", below);
            }

            WriteLine(text, "_sum", labels, cells[^1]);
            WriteLine(text, "_count", labels, below);
        }

        private void WriteLine(StringBuilder text, string suffix, string labels, double value)
        {
            text.Append(metric.Name).Append(suffix);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');
            text.Append(' ').Append(Text(value)).Append('\n');
        }

        private int Bucket(double value)
        {
            var bucket = 0;
            while (bucket < metric.Bounds.Count && value > metric.Bounds[bucket])
                bucket++;
            return bucket;
        }

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = new StringBuilder();
            foreach (var (name, value) in tags)
            {
                var written = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                text.Append(text.Length > 0 ? "," : "").Append(name).Append("=\"")
                    .Append(written.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append('"');
            }

            return text.ToString();
        }
    }
}
