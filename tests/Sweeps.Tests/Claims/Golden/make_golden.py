"""Makes the golden numbers that the statistics of claims are tested against, by scipy.

    python3 make_golden.py            # writes claims.json beside this script
    python3 make_golden.py --check    # recomputes them, and fails where they differ by more than 1e-9 (relative)

Needs scipy and numpy (made with Debian's python3-scipy 1.10). The samples come from a linear congruential generator,
s = (1664525 s + 1013904223) mod 2^32, and all are in the file.

claims.json
    student      t, degrees, two-sided probability (scipy.stats.t.sf)
    noncentral   t, degrees, shift, cumulative probability (scipy.stats.nct.cdf)
    power        shift, degrees, alpha, power of the two-sided t test (scipy.stats.nct)
    paired       two samples, p of scipy.stats.ttest_rel, 95 % interval of the mean difference (scipy.stats.t.interval)
    welch        two samples, p of scipy.stats.ttest_ind(equal_var=False), degrees of freedom by Welch and Satterthwaite, 95 % interval
    holm         p values and their adjustment, by the definition
    seeds        effect in standard deviations, alpha, the fewest pairs with a power of 80 %
    trend        x and y: slope by numpy.polyfit over the order, times the order's length; bend: minus the square term of
                 numpy.polyfit over x in [-1, 1]
"""
import json
import os
import sys

import numpy as np
from scipy import stats

STATE = 1


def draw(count, mean, spread):
    global STATE
    values = []
    for _ in range(count):
        total = 0
        for _ in range(4):
            STATE = (1664525 * STATE + 1013904223) % 2 ** 32
            total += STATE / 2 ** 32
        values.append(round(mean + spread * (total - 2), 6))
    return values


def power(shift, degrees, alpha):
    critical = stats.t.isf(alpha / 2, degrees)
    # scipy gives NaN for tails that are too small for it.
    return float(np.nan_to_num(stats.nct.sf(critical, degrees, shift)) + np.nan_to_num(stats.nct.cdf(-critical, degrees, shift)))


def paired(count, difference):
    a, b = draw(count, 0.97, 0.004), draw(count, 0.97 - difference, 0.004)
    d = np.array(a) - np.array(b)
    low, high = stats.t.interval(0.95, count - 1, d.mean(), stats.sem(d))
    return dict(a=a, b=b, p=float(stats.ttest_rel(a, b).pvalue), low=float(low), high=float(high))


def welch(n, m, difference):
    a, b = draw(n, 0.97, 0.004), draw(m, 0.97 - difference, 0.012)
    u, v = np.var(a, ddof=1) / n, np.var(b, ddof=1) / m
    degrees = (u + v) ** 2 / (u ** 2 / (n - 1) + v ** 2 / (m - 1))
    low, high = stats.t.interval(0.95, degrees, np.mean(a) - np.mean(b), np.sqrt(u + v))
    return dict(a=a, b=b, p=float(stats.ttest_ind(a, b, equal_var=False).pvalue), degrees=float(degrees), low=float(low), high=float(high))


def holm(p):
    m, adjusted, largest = len(p), [0.0] * len(p), 0.0
    for rank, index in enumerate(sorted(range(m), key=lambda i: p[i])):
        largest = max(largest, min(1.0, (m - rank) * p[index]))
        adjusted[index] = largest
    return dict(p=p, adjusted=adjusted)


def seeds(effect, alpha):
    count = 2
    while power(effect * np.sqrt(count), count - 1, alpha) < 0.8:
        count += 1
    return dict(effect=effect, alpha=alpha, seeds=count)


def trend(x):
    y = draw(len(x), 0.97, 0.01)
    order = np.arange(len(x))
    scaled = (np.array(x) - x[0]) / (x[-1] - x[0]) * 2 - 1
    return dict(x=x, y=y, slope=float(np.polyfit(order, y, 1)[0] * (len(x) - 1)), bend=float(-np.polyfit(scaled, y, 2)[0]))


def make():
    return dict(
        student=[dict(t=t, degrees=d, p=float(2 * stats.t.sf(t, d))) for t in (0.1, 1, 2.5, 7, 40) for d in (1, 2, 3.7, 9, 50.5, 400)],
        noncentral=[dict(t=t, degrees=d, shift=s, p=float(stats.nct.cdf(t, d, s)))
                    for t in (-1, 0.5, 2.3, 6) for d in (1, 2, 4, 9, 60) for s in (0.3, 2, 5)],
        power=[dict(shift=s, degrees=d, alpha=a, power=power(s, d, a)) for s in (0.5, 2, 4) for d in (1, 4, 9, 40) for a in (0.05, 0.01)],
        paired=[paired(3, 0.003), paired(5, 0.0), paired(10, 0.001), paired(10, 0.004)],
        welch=[welch(3, 4, 0.003), welch(10, 6, 0.001), welch(5, 5, 0.02)],
        holm=[holm([0.01, 0.04, 0.03, 0.005]), holm([0.2]), holm([0.02, 0.02, 0.5, 0.9]), holm([1.0, 0.0, 0.6])],
        seeds=[seeds(e, a) for e in (0.3, 0.8, 1.5, 4.0) for a in (0.05, 0.0125)],
        trend=[trend([50, 100, 200, 300, 500]), trend([3, 4, 5]), trend([0.0005, 0.001, 0.005]), trend([1, 2, 8, 9])])


def compare(a, b, path=""):
    if isinstance(a, dict):
        for key in a:
            compare(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, list):
        assert len(a) == len(b), path
        for index, (x, y) in enumerate(zip(a, b)):
            compare(x, y, f"{path}[{index}]")
    else:
        assert abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-12), (path, a, b)


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "claims.json")
    golden = make()
    if "--check" in sys.argv:
        with open(path) as file:
            compare(golden, json.load(file))
        print("the same")
    else:
        with open(path, "w") as file:
            json.dump(golden, file, indent=1)
            file.write("\n")
