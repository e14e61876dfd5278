"""A sweep in Optuna that drives PyTorch, the peer of `./sweep bench sweep`.

Takes one JSON object as its argument and prints one when it is done: the test accuracy of every cell, and the seconds it took to
get ready. As fast as Optuna can be had: PyTorch is imported and the images are loaded once, then a process per core is forked, each
with one thread; training steps are the fastest variant with autograd of step.py; every cell is queued exactly once (GridSampler
hands cells twice to processes that race), and the study lies in a journal file, Optuna's fastest storage that lasts.
"""
import gzip
import itertools
import json
import multiprocessing
import os
import sys
import tempfile
import time
import warnings

START = time.perf_counter()

import numpy
import optuna
import torch
import torch.nn.functional as F
from optuna.storages import JournalFileStorage, JournalStorage

import step

ACTIVATIONS = {"relu": torch.relu, "tanh": torch.tanh}
CHUNK = 1000


def read(path, header):
    """What an IDX file holds, plain or gzip."""
    with open(path, "rb") as file:
        content = file.read()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    return torch.from_numpy(numpy.frombuffer(content, numpy.uint8, offset=header).copy())


def load(files):
    """Training batches are gathered from bytes; what is evaluated again and again is kept as floats."""
    images, labels = read(files[0], 16).view(-1, step.PIXELS), read(files[1], 8).long()
    test, truth = read(files[2], 16).view(-1, step.PIXELS), read(files[3], 8).long()
    step.Batches.images, step.Batches.labels = images[:step.IMAGES], labels[:step.IMAGES]
    return (images[step.IMAGES:].float() / 255, labels[step.IMAGES:]), (test.float() / 255, truth)


@torch.no_grad()
def accuracy(model, images, labels):
    correct = 0
    for first in range(0, len(images), CHUNK):
        correct += int((model.logits(images[first:first + CHUNK]).argmax(1) == labels[first:first + CHUNK]).sum())
    return correct / len(images)


def train(trial, request, validation, test):
    hidden = trial.suggest_categorical("hidden", [" ".join(map(str, widths)) for widths in request["axes"]["hidden"]])
    batch = trial.suggest_categorical("batch", request["axes"]["batch"])
    activation = trial.suggest_categorical("activation", request["axes"]["activation"])
    rate = trial.suggest_categorical("lr", request["axes"]["lr"])
    torch.manual_seed(trial.number)
    widths = [step.PIXELS, *map(int, hidden.split()), step.CLASSES]
    model = step.HandFlatAccumulate(widths, batch, ACTIVATIONS[activation], rate)
    for epoch in range(1, request["epochs"] + 1):
        for _ in range(step.IMAGES // batch):
            model.step()
        validated = accuracy(model, *validation)
        trial.report(validated, epoch)
    trial.set_user_attr("test_accuracy", accuracy(model, *test))
    return validated


def open_study(path):
    return optuna.create_study(
        study_name="sweep", storage=JournalStorage(JournalFileStorage(path)), direction="maximize", load_if_exists=True,
        sampler=optuna.samplers.RandomSampler(seed=1))


def work(path, request, validation, test, left):
    study = open_study(path)
    while True:
        with left.get_lock():
            if left.value == 0:
                return
            left.value -= 1
        study.optimize(lambda trial: train(trial, request, validation, test), n_trials=1)


def main():
    request = json.loads(sys.argv[1])
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
    validation, test = load(request["files"])
    axes = request["axes"]
    cells = [dict(zip(axes, values)) for values in itertools.product(*axes.values())]
    for cell in cells:
        cell["hidden"] = " ".join(map(str, cell["hidden"]))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "study.log")
        study = open_study(path)
        for cell in cells:
            study.enqueue_trial(cell)
        ready = time.perf_counter() - START
        context = multiprocessing.get_context("fork")
        left = context.Value("i", len(cells))
        workers = [
            context.Process(target=work, args=(path, request, validation, test, left))
            for _ in range(request["processes"])]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        finished = [trial for trial in open_study(path).trials if trial.state == optuna.trial.TrialState.COMPLETE]
    print(json.dumps({"ready": ready, "accuracies": [trial.user_attrs["test_accuracy"] for trial in finished]}))


if __name__ == "__main__":
    main()
