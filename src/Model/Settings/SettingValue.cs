using System.Globalization;

namespace SweepCluster.Model.Settings;

/// <summary>The value of one training setting as the spec wrote it, after validation. <see cref="ToString"/> is its canonical text, which
/// leaderboards show, exports contain and hashes use.</summary>
public abstract record SettingValue
{
    private SettingValue()
    {
    }

    /// <summary>A number; integers are numbers without a fraction.</summary>
    public sealed record Number(double Value) : SettingValue
    {
        public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>A name, such as an activation.</summary>
    public sealed record Text(string Value) : SettingValue
    {
        public override string ToString() => Value;
    }

    public sealed record Flag(bool Value) : SettingValue
    {
        public override string ToString() => Value ? "true" : "false";
    }

    /// <summary>A list, such as layer widths or one activation per layer.</summary>
    public sealed record Sequence(EquatableArray<SettingValue> Items) : SettingValue
    {
        public override string ToString() => $"[{string.Join(", ", Items)}]";
    }

    /// <summary>A name with parameters of its own: an optimizer, a schedule, an initialiser, an activation. Parameters are
    /// sorted by name, so that equal choices are equal values.</summary>
    public sealed record Choice(string Name, EquatableArray<SettingAssignment> Parameters) : SettingValue
    {
        public override string ToString() => Parameters.Count == 0 ? Name : $"{Name}({string.Join(", ", Parameters)})";
    }
}

/// <summary>A setting and its value, e.g. <c>lr=0.001</c>. <paramref name="Setting"/> is a name of <see cref="SettingNames"/>.</summary>
public sealed record SettingAssignment(string Setting, SettingValue Value)
{
    public override string ToString() => $"{Setting}={Value}";
}
