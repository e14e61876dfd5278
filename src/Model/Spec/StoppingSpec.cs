namespace SweepCluster.Model.Spec;

/// <summary>How a sweep ends trials early that compare badly with others: the section <c>stopping</c>.</summary>
public abstract record StoppingSpec
{
    private StoppingSpec()
    {
    }

    /// <summary>The name in specs and messages.</summary>
    public abstract string Name { get; }

    /// <summary>Asynchronous successive halving by promotion: of the trials of a rung the best are trained to the next.</summary>
    /// <param name="Eta">One in so many trials of a rung goes on, at least 2.</param>
    /// <param name="MinEpochs">Number of epochs of the first rung, at least 1.</param>
    /// <param name="Brackets">Number of brackets; bracket b starts at rung b.</param>
    public sealed record Asha(int Eta, int MinEpochs, int Brackets) : StoppingSpec
    {
        /// <inheritdoc/>
        public override string Name => "asha";
    }

    /// <summary>Asynchronous successive halving by stopping: a trial that is not among the best of its rung is stopped at once.</summary>
    /// <param name="Eta">One in so many trials of a rung goes on, at least 2.</param>
    /// <param name="MinEpochs">Number of epochs of the first rung, at least 1.</param>
    /// <param name="Brackets">Number of brackets; bracket b starts at rung b.</param>
    public sealed record AshaStop(int Eta, int MinEpochs, int Brackets) : StoppingSpec
    {
        /// <inheritdoc/>
        public override string Name => "asha_stop";
    }

    /// <summary>Hyperband: brackets of successive halving that trade the number of trials against their epochs.</summary>
    /// <param name="Eta">One in so many trials of a rung goes on, at least 2.</param>
    public sealed record Hyperband(int Eta) : StoppingSpec
    {
        /// <inheritdoc/>
        public override string Name => "hyperband";
    }

    /// <summary>Vizier's median rule.</summary>
    /// <param name="Grace">Number of epochs after which a trial is looked at first.</param>
    /// <param name="Startup">Number of complete trials below which none is stopped.</param>
    /// <param name="Interval">Number of epochs between two looks at a trial.</param>
    public sealed record Median(int Grace, int Startup, int Interval) : StoppingSpec
    {
        /// <inheritdoc/>
        public override string Name => "median";
    }

    /// <summary>Stops trials whose objective is out of fixed bounds.</summary>
    /// <param name="Rules">At least one.</param>
    public sealed record Threshold(EquatableArray<ThresholdSpec> Rules) : StoppingSpec
    {
        /// <inheritdoc/>
        public override string Name => "threshold";
    }
}

/// <summary>A bound of the objective.</summary>
/// <param name="Epoch">Number of epochs after which it is looked at.</param>
/// <param name="Below">A trial below this number is stopped; null: none is.</param>
/// <param name="Above">A trial above this number is stopped; null: none is.</param>
public sealed record ThresholdSpec(int Epoch, double? Below, double? Above);
