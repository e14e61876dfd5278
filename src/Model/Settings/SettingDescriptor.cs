namespace SweepCluster.Model.Settings;

/// <summary>The possible values of a setting.</summary>
public abstract record SettingShape
{
    private SettingShape()
    {
    }

    /// <summary>What is allowed, in words that end a sentence: "a number above 0".</summary>
    public abstract string Allowed { get; }

    /// <param name="Whole">Whether fractions are refused.</param>
    /// <param name="Word">A name that is allowed too, such as <c>none</c>.</param>
    /// <param name="Single">The trainer holds the value in single precision, where it must be allowed too.</param>
    public sealed record Number(NumberRange Range, bool Whole = false, string? Word = null, bool Single = false) : SettingShape
    {
        public override string Allowed => $"a {(Whole ? "whole " : "")}number {Range}".TrimEnd() + (Word is null ? "" : $", or {Word}");
    }

    public sealed record Flag : SettingShape
    {
        public override string Allowed => "true or false";
    }

    public sealed record OneOf(EquatableArray<string> Names) : SettingShape
    {
        public override string Allowed => $"one of {string.Join(", ", Names)}";
    }

    /// <summary>A name, or a mapping of <c>name</c> and that choice's parameters.</summary>
    public sealed record Choice(EquatableArray<ChoiceDescriptor> Choices) : SettingShape
    {
        public override string Allowed => $"one of {string.Join(", ", Choices.Select(choice => choice.Name))}";
    }

    /// <summary>The widths of the hidden layers, from input to output.</summary>
    public sealed record LayerWidths(Number Width, int MaximumDepth) : SettingShape
    {
        public override string Allowed => $"a list of widths such as [300, 100], each {Width.Allowed}; [] is a linear model";
    }

    /// <summary>One name for all layers, or a list with one per layer.</summary>
    public sealed record PerLayer(EquatableArray<string> Names) : SettingShape
    {
        public override string Allowed => $"one of {string.Join(", ", Names)}, or a list of them, one per layer";
    }
}

/// <summary>A training setting, or a parameter of a choice.</summary>
/// <param name="Default">The default; null if it depends on the optimizer or the parameter must be given, as <paramref name="DefaultText"/>
/// says.</param>
/// <param name="DefaultText">The default in words.</param>
/// <param name="Description">One line about the setting.</param>
public sealed record SettingDescriptor(string Name, SettingShape Shape, SettingValue? Default, string DefaultText, string Description)
{
    public bool IsRequired => Default is null && DefaultText == Required;

    internal const string Required = "must be given";
}

/// <summary>One of the names that a choice allows, with its parameters.</summary>
public sealed record ChoiceDescriptor(string Name, string Description, EquatableArray<SettingDescriptor> Parameters);
