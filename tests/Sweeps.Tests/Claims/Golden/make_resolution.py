"""Makes the golden numbers for figures that agree over seeds to the image, or nearly.

    python3 make_resolution.py            # writes resolution.json beside this script
    python3 make_resolution.py --check    # recomputes them, and fails where they differ by more than 1e-9 (relative)

Needs Python alone. Student's t distribution is integrated numerically: with t = sqrt(d) tan(x) its density becomes
proportional to cos(x)^(d - 1). Counts are whole numbers of images, and their moments are exact fractions.

The rule, independently of the code: the sample standard deviation of an accuracy over n images counts as at least 1 / (n sqrt 2), that
of a difference of two accuracies as at least 1 / n.

resolution.json
    mean     images, counts: mean and half of the 95 % interval
    paired   images, counts of two sides by seed: two-sided p and 95 % interval of the mean difference
    welch    images, counts of two sides: the same, each side's variance bounded by itself
"""
import json
import math
import os
import sys
from fractions import Fraction


def between(t, degrees):
    """The probability between -t and t."""
    steps, end = 4000, math.atan(t / math.sqrt(degrees))
    total = 0.0
    for i in range(steps + 1):
        weight = 1 if i in (0, steps) else 4 if i % 2 else 2
        total += weight * math.cos(end * i / steps) ** (degrees - 1)
    scale = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
    return 2 * scale * total * end / steps / 3


def critical(degrees):
    low, high = 0.0, 20.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if between(middle, degrees) < 0.95 else (low, middle)
    return low


def moments(counts, least):
    """Mean and variance in images; the variance is at least this."""
    mean = Fraction(sum(counts), len(counts))
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    return mean, max(variance, least)


def result(effect, error, degrees, images):
    half = critical(degrees) * error
    return dict(p=1 - between(abs(effect) / error, degrees), low=(effect - half) / images, high=(effect + half) / images)


def mean(images, counts):
    average, variance = moments(counts, Fraction(1, 2))
    half = critical(len(counts) - 1) * math.sqrt(variance / len(counts))
    return dict(images=images, counts=counts, mean=float(average) / images, half=half / images)


def paired(images, a, b):
    effect, variance = moments([x - y for x, y in zip(a, b)], 1)
    return dict(images=images, a=a, b=b, **result(float(effect), math.sqrt(variance / len(a)), len(a) - 1, images))


def welch(images, a, b):
    (one, u), (other, v) = moments(a, Fraction(1, 2)), moments(b, Fraction(1, 2))
    u, v = u / len(a), v / len(b)
    degrees = float((u + v) ** 2 / (u ** 2 / (len(a) - 1) + v ** 2 / (len(b) - 1)))
    return dict(images=images, a=a, b=b, **result(float(one - other), math.sqrt(u + v), degrees, images))


def make():
    return dict(
        mean=[mean(10000, [9700, 9700]), mean(10000, [9700, 9701]), mean(100, [93, 93, 93]), mean(100, [93, 93, 94]), mean(10000, [9700, 9712, 9731])],
        paired=[
            paired(10000, [9701, 9721], [9700, 9720]), paired(100, [95, 96], [94, 95]), paired(10000, [9701] * 5, [9700] * 5),
            paired(10000, [9705, 9722, 9713], [9702, 9719, 9709]), paired(10000, [9700, 9720], [9700, 9720]), paired(10000, [9760, 9720, 9741], [9700, 9690, 9702])],
        welch=[welch(10000, [9701, 9701], [9700, 9700]), welch(10000, [9730, 9730, 9730], [9700, 9705]), welch(100, [95, 95], [90, 90, 90])])


def compare(a, b, path=""):
    if isinstance(a, dict):
        for key in a:
            compare(a[key], b[key], f"{path}.{key}")
    elif isinstance(a, list):
        assert len(a) == len(b), path
        for index, (x, y) in enumerate(zip(a, b)):
            compare(x, y, f"{path}[{index}]")
    else:
        assert abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-3), (path, a, b)


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "resolution.json")
    golden = make()
    if "--check" in sys.argv:
        with open(path) as file:
            compare(golden, json.load(file))
        print("the same")
    else:
        with open(path, "w") as file:
            json.dump(golden, file, indent=1)
            file.write("\n")
