"""Makes tpe.json: weights, widths and densities of Parzen estimators by Optuna 4.9.

    python3 make_tpe.py > tpe.json

Optuna 3 gives others: it counted the prior among the neighbours that a kernel reaches to. Densities are given as differences to the density at
the first point, as what an estimator is used for does not depend on constants. Optuna leaves the order of equal observations to a sort that is not stable; here it is.
"""
import functools
import json

import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_gamma, default_weights

numpy.argsort = functools.partial(numpy.argsort, kind="stable")

SPACES = {
    "uniform": FloatDistribution(-2, 3),
    "log": FloatDistribution(1e-4, 1.0, log=True),
    "integer": IntDistribution(1, 9),
    "choice": CategoricalDistribution(["a", "b", "c", "d"]),
}


def draw(random, name, count):
    return {
        "uniform": lambda: random.uniform(-2, 3, count),
        "log": lambda: numpy.exp(random.uniform(numpy.log(1e-4), 0, count)),
        "integer": lambda: random.integers(1, 10, count).astype(float),
        "choice": lambda: random.integers(0, 4, count),
    }[name]()


def estimate(random, names, count, multivariate):
    parameters = _ParzenEstimatorParameters(1.0, True, False, default_weights, multivariate, {})
    space = {name: SPACES[name] for name in names}
    observations = {name: draw(random, name, count) for name in names}
    points = {name: draw(random, name, 4) for name in names}
    estimator = _ParzenEstimator(dict(observations), space, parameters)
    mixture = estimator._mixture_distribution
    density = estimator.log_pdf(dict(points))
    return {
        "axes": names,
        "multivariate": multivariate,
        "observations": {name: values.tolist() for name, values in observations.items()},
        "points": {name: values.tolist() for name, values in points.items()},
        "weights": mixture.weights.tolist(),
        "deviations": {name: kernels.sigma.tolist() for name, kernels in zip(names, mixture.distributions) if name != "choice"},
        "densities": (density - density[0]).tolist(),
    }


def main():
    random = numpy.random.default_rng(19)
    rows = []
    for count in (1, 2, 7, 25, 26, 60):
        for name in SPACES:
            rows.append(estimate(random, [name], count, False))
        rows.append(estimate(random, ["uniform", "log"], count, True))
        rows.append(estimate(random, list(SPACES), count, True))
    print(json.dumps({"optuna": optuna.__version__, "gamma": [default_gamma(n) for n in range(300)], "estimators": rows}))


main()
