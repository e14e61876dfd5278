using SweepCluster.Contracts.Ports;

namespace SweepCluster.Runtime.Slots;

/// <summary>The trials that wait for a slot, and their trainers. Called on the slot's thread.</summary>
public interface ISlotQueue
{
    /// <summary>Number of trials that wait.</summary>
    int Queued { get; }

    /// <summary>Waits for the next trial and takes it. Null: the queue is closed, and the thread ends.</summary>
    SlotTrial? Take();

    /// <summary>The trainer of a trial that was taken.</summary>
    ITrainer TrainerOf(SlotTrial trial);

    /// <summary>Takes the waiting trials that gain by being trained together with <paramref name="first"/>.</summary>
    PackChoice TakePack(SlotTrial first, IPackTrainer trainer);
}
