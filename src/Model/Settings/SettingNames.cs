namespace SweepCluster.Model.Settings;

/// <summary>The names of the training settings, which <c>base</c>, <c>space</c> and <c>configurations</c> may set.</summary>
public static class SettingNames
{
    public const string Width = "width";
    public const string Depth = "depth";
    public const string Hidden = "hidden";
    public const string Activation = "activation";
    public const string Init = "init";
    public const string BiasInit = "bias_init";
    public const string Dropout = "dropout";
    public const string L2 = "l2";
    public const string ClipValue = "clip_value";
    public const string ClipNorm = "clip_norm";
    public const string Epochs = "epochs";
    public const string Batch = "batch";
    public const string DropRemainder = "drop_remainder";
    public const string Shuffle = "shuffle";
    public const string Optimizer = "optimizer";
    public const string Convention = "convention";
    public const string LearningRate = "lr";

    /// <summary>The value of <c>lr</c> that stands for a rate from range tests.</summary>
    public const string FromRangeTest = "from-range-test";

    public const string Schedule = "schedule";
    public const string Momentum = "momentum";
    public const string Nesterov = "nesterov";
    public const string Beta1 = "beta1";
    public const string Beta2 = "beta2";
    public const string Rho = "rho";
    public const string Epsilon = "eps";
    public const string WeightDecay = "weight_decay";
    public const string InitialAccumulator = "initial_accumulator";
}
