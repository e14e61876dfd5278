"""Makes the golden numbers for shares of variance.

    python3 make_variance.py            # writes variance.json beside this script
    python3 make_variance.py --check    # recomputes them, and fails where they differ by more than 1e-9 (relative)

Needs Python alone. Independently of the code: the variance within groups is the mean square of all differences of pairs within a group, in exact
fractions, and so is the total; omega squared follows from its definition, (between - (k - 1) within) / (total + within). If nothing depends on
the group, eta squared of normal errors has a beta distribution with (k - 1) / 2 and (n - k) / 2; with x = sin(a)^2 its density becomes
sin(a)^(k - 2) cos(a)^(n - k - 1), which is integrated by Simpson's rule, and the 95 % point is found by halving.

A second oracle stands in `permuted`: for a few samples, the share of all shuffles of the values (20,000 drawn with a fixed seed) whose omega
squared exceeds the 95 % point. It is near 5 %, whatever the distribution of the values.

variance.json
    shares      groups of values, omega squared (not below 0), and the omega squared that chance alone exceeds once in 20 times
    noise       the mean of eta squared and of omega squared (not cut off at 0) over 2,000 draws of 60 normal numbers in 8 groups
"""
import json
import math
import os
import random
import sys
from fractions import Fraction


def squares(values):
    """The sum of squared deviations from the mean, from all pairs."""
    exact = [Fraction(value) for value in values]
    return sum((a - b) ** 2 for i, a in enumerate(exact) for b in exact[:i]) / len(exact)


def shares(groups):
    count, total = sum(map(len, groups)), squares([value for group in groups for value in group])
    residual = sum(squares(group) for group in groups)
    within = residual / (count - len(groups))
    if total + within == 0:
        return Fraction(0), Fraction(0)
    return (total - residual) / total, (total - residual - (len(groups) - 1) * within) / (total + within)


def omega_of(eta, count, groups):
    """Omega squared from eta squared."""
    within = (1 - eta) / (count - groups)
    return (eta - (groups - 1) * within) / (1 + within)


def below(angle, first, second):
    steps, total = 2000, 0.0
    for i in range(steps + 1):
        weight = 1 if i in (0, steps) else 4 if i % 2 else 2
        a = angle * i / steps
        total += weight * (math.sin(a) ** first if first else 1.0) * (math.cos(a) ** second if second else 1.0)
    scale = 2 * math.exp(math.lgamma((first + second + 2) / 2) - math.lgamma((first + 1) / 2) - math.lgamma((second + 1) / 2))
    return scale * total * angle / steps / 3


def chance(count, groups):
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle, groups - 2, count - groups - 1) < 0.95 else (low, middle)
    return max(0.0, omega_of(math.sin(low) ** 2, count, groups))


def sample(sizes, shift, seed):
    draw = random.Random(seed)
    return [[round(draw.gauss(shift * index, 1), 3) for _ in range(size)] for index, size in enumerate(sizes)]


def permuted(groups, threshold):
    draw = random.Random(7)
    values, hits = [float(value) for group in groups for value in group], 0
    mean = sum(values) / len(values)
    total = sum((value - mean) ** 2 for value in values)
    for _ in range(20_000):
        draw.shuffle(values)
        at, between = 0, 0.0
        for group in groups:
            part = values[at:at + len(group)]
            at += len(group)
            between += len(part) * (sum(part) / len(part) - mean) ** 2
        hits += omega_of(between / total, len(values), len(groups)) > threshold
    return hits / 20_000


def make():
    cases = [
        sample([2, 2], 0.0, 1), sample([3, 4, 5], 0.5, 2), sample([8] * 7 + [4], 0.0, 3), sample([8] * 7 + [4], 0.3, 4),
        sample([30, 30], 1.0, 5), sample([1, 1, 9], 0.0, 6), sample([50] * 12, 0.05, 7), [[0.5, 0.5], [0.9, 0.9]], [[1, 1], [1, 1]],
    ]
    rows = []
    for index, groups in enumerate(cases):
        count = sum(map(len, groups))
        row = {"groups": groups, "omega": max(0.0, float(shares(groups)[1])), "chance": chance(count, len(groups))}
        if index in (1, 2, 4):
            row["permuted"] = permuted(groups, row["chance"])
            assert 0.03 < row["permuted"] < 0.07, row
        rows.append(row)
    eta = omega = 0.0
    for seed in range(2000):
        draw = random.Random(1000 + seed)
        values = [draw.gauss(0, 1) for _ in range(60)]
        groups = [values[i::8] for i in range(8)]
        mean = sum(values) / 60
        total = sum((value - mean) ** 2 for value in values)
        between = sum(len(group) * (sum(group) / len(group) - mean) ** 2 for group in groups)
        eta, omega = eta + between / total / 2000, omega + omega_of(between / total, 60, 8) / 2000
    return {"shares": rows, "noise": {"eta": eta, "omega": omega}}


def differs(one, other):
    if isinstance(one, dict):
        return any(differs(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) != len(other) or any(differs(a, b) for a, b in zip(one, other))
    return abs(one - other) > 1e-9 * max(1e-3, abs(one))


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "variance.json")
    made = make()
    if "--check" in sys.argv:
        with open(path) as file:
            sys.exit("variance.json differs" if differs(made, json.load(file)) else 0)
    with open(path, "w") as file:
        json.dump(made, file, indent=1)
        file.write("\n")
