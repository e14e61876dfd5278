"""Trials that return at once in Optuna, the peer of `./sweep bench control`.

Reads one JSON request a line and answers with one JSON line. Seconds are those that pass.
"""
import json
import os
import sys
import tempfile
import time

import optuna
from optuna.storages import InMemoryStorage, JournalFileStorage, JournalStorage, RDBStorage


def storage(kind, folder):
    if kind == "memory":
        return InMemoryStorage()
    if kind == "sqlite":
        return RDBStorage("sqlite:///" + os.path.join(folder, "study.db"))
    if kind == "journal":
        return JournalStorage(JournalFileStorage(os.path.join(folder, "study.log")))
    raise ValueError(f"unknown storage {kind!r}")


def run(request):
    """Trials of three parameters that report so many epochs and return."""
    epochs = request["epochs"]

    def objective(trial):
        rate = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
        trial.suggest_int("width", 16, 512)
        trial.suggest_float("dropout", 0, 0.5)
        for epoch in range(1, epochs + 1):
            trial.report(rate / epoch, epoch)
        return rate

    with tempfile.TemporaryDirectory() as folder:
        study = optuna.create_study(storage=storage(request["storage"], folder), sampler=optuna.samplers.RandomSampler(seed=1))
        start = time.perf_counter()
        study.optimize(objective, n_trials=request["trials"])
        seconds = time.perf_counter() - start
        assert len(study.trials) == request["trials"]
    return {"seconds": seconds}


def describe(_):
    return {"version": optuna.__version__}


def main():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    verbs = {"describe": describe, "run": run}
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(verbs[request["verb"]](request)), flush=True)


if __name__ == "__main__":
    main()
