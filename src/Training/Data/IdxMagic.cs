namespace SweepCluster.Training.Data;

/// <summary>The first four bytes of an IDX file: two zeros, the type of its numbers, and the number of its dimensions.</summary>
internal readonly record struct IdxMagic(uint Value)
{
    public const uint Images = 0x00000803;
    public const uint Labels = 0x00000801;

    private const int MaxChannelDimensions = 4;

    public int Dimensions => (int)(Value & 0xFF);

    /// <summary>The type of the numbers; null if IDX has no such type.</summary>
    public NumberFormat? Format => (Value >> 8) switch
    {
        0x08 => new(NumberKind.Unsigned, 1),
        0x09 => new(NumberKind.Signed, 1),
        0x0B => new(NumberKind.Signed, 2, IsBigEndian: true),
        0x0C => new(NumberKind.Signed, 4, IsBigEndian: true),
        0x0D => new(NumberKind.Real, 4, IsBigEndian: true),
        0x0E => new(NumberKind.Real, 8, IsBigEndian: true),
        _ => null,
    };

    /// <summary>Null for images in bytes with three dimensions; else the problem, as the end of a sentence that begins with the
    /// file.</summary>
    public string? ImageProblem() => this switch
    {
        { Value: Images } => null,
        { Format: not null, Dimensions: 1 } => Differs(Images, "This is a file of labels where one of images belongs."),
        { Format: not null, Dimensions: MaxChannelDimensions } =>
            Differs(Images, "It has four dimensions, as images with colour channels have; IDX files hold grey images. "
                + "Save them as a NumPy archive (npz:FILE)."),
        { Format: not null, Dimensions: 3 } => Differs(Images, "Its pixels are not bytes. Write them as unsigned bytes from 0 to 255."),
        _ => Differs(Images, "It is not an IDX file of images, or it is damaged."),
    };

    /// <summary>Null for labels with one dimension, or two if they are one-hot; else the problem, as the end of such a sentence.</summary>
    public string? LabelProblem() => this switch
    {
        { Format: not null, Dimensions: 1 or 2 } => null,
        { Format: not null, Dimensions: 3 } => Differs(Labels, "This is a file of images where one of labels belongs."),
        _ => Differs(Labels, "It is not an IDX file of labels, or it is damaged."),
    };

    private string Differs(uint expected, string hint) => $"begins with 0x{Value:X8}, not with 0x{expected:X8}. {hint}";
}
