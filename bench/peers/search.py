"""Searches of known surfaces by Optuna's TPESampler, the peer of `./sweep bench search`.

Answers each line of JSON with one: {"surface", "seeds", "counts", "multivariate"} with {"regrets"}: of each search, how much its best trial so far is
worse than the least value, without noise, after each number of trials. Surfaces are those of bench/Search/SearchSurface.cs. Where axes depend on a
choice, axes with the same condition are sampled together (group).
"""
import json
import math
import sys
import warnings

import numpy
import optuna

warnings.simplefilter("ignore")
optuna.logging.set_verbosity(optuna.logging.ERROR)

ALPHA = numpy.array([1, 1.2, 3, 3.2])
A = numpy.array([[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]])
P = 1e-4 * numpy.array([[1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
                        [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381]])


def floats(trial, count, low, high):
    return numpy.array([trial.suggest_float(f"x{i}", low, high) for i in range(count)])


def branin(trial):
    x, y = trial.suggest_float("x0", -5, 10), trial.suggest_float("x1", 0, 15)
    return (y - 5.1 / (4 * math.pi ** 2) * x * x + 5 / math.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann(trial):
    x = floats(trial, 6, 0, 1)
    return -float(numpy.sum(ALPHA * numpy.exp(-numpy.sum(A * (x - P) ** 2, axis=1))))


def rosenbrock(trial):
    x = floats(trial, 8, -2.048, 2.048)
    return float(numpy.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def steps(trial):
    x, y, z = trial.suggest_int("x0", 0, 20), trial.suggest_float("x1", 0, 2, step=0.1), trial.suggest_int("x2", 1, 256, log=True)
    return (x - 13) ** 2 / 50 + (y - 1.2) ** 2 + (math.log2(z) - 5) ** 2 / 8


def conditional(trial):
    kind = trial.suggest_categorical("kind", ["a", "b", "c"])
    if kind == "c":
        return 0.5 + ((trial.suggest_float("width", 1, 256) - 64) / 64) ** 2
    rate = math.log10(trial.suggest_float("rate", 1e-4, 1, log=True))
    if kind == "a":
        return (rate + 2) ** 2 / 4 + 2 * (trial.suggest_float("momentum", 0, 0.99) - 0.9) ** 2
    return 0.2 + (rate + 3) ** 2 / 4 + (trial.suggest_int("depth", 1, 8) - 5) ** 2 / 20


SURFACES = {
    "branin": (branin, 0.39788735772973816, 0),
    "hartmann6": (hartmann, -3.322368011391339, 0),
    "rosenbrock8": (rosenbrock, 0, 0),
    "steps": (steps, 0, 0.1),
    "conditional": (conditional, 0, 0),
}


def search(request, seed):
    surface, least, noise = SURFACES[request["surface"]]
    multivariate = request["multivariate"]
    sampler = optuna.samplers.TPESampler(seed=seed, multivariate=multivariate, group=multivariate and surface is conditional)
    study, random = optuna.create_study(sampler=sampler), numpy.random.default_rng(seed)
    best, regret, regrets = math.inf, math.nan, []
    for number in range(request["counts"][-1]):
        trial = study.ask()
        value = surface(trial)
        seen = value + noise * random.standard_normal()
        study.tell(trial, seen)
        if seen < best:
            best, regret = seen, value - least
        if number + 1 in request["counts"]:
            regrets.append(regret)
    return regrets


for line in sys.stdin:
    request = json.loads(line)
    if request["surface"] == "version":
        answer = {"version": optuna.__version__}
    else:
        answer = {"regrets": [search(request, seed) for seed in range(1, request["seeds"] + 1)]}
    print(json.dumps(answer), flush=True)
