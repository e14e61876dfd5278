"""Makes the golden numbers for the levels of repeated looks.

    python3 make_looks.py            # writes looks.json beside this script
    python3 make_looks.py --check    # recomputes them, and fails where they differ by more than 1e-6 (relative)

Needs Python alone. Independently of the code: the density of the random walk within the boundaries is carried from look to look by the trapezoid
rule over a fine grid of deviates (not of sums), and boundaries are found by the secant method.

looks.json
    level    alpha, counts (observations at each look so far), looks (at most): two-sided level of the last of these looks
"""
import json
import math
import os
import sys

POINTS = 700


def upper(x):
    return 0.5 * math.erfc(x / math.sqrt(2))


def deviate(probability):
    low, high = 0.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if 2 * upper(middle) > probability else (low, middle)
    return low


def level(alpha, counts, looks):
    spent = [alpha * math.log(1 + (math.e - 1) * k / looks) for k in range(looks + 1)]
    walk, z = None, 0.0
    for k, count in enumerate(counts):
        wanted = spent[k + 1] - spent[k]
        if walk is None:
            z = deviate(wanted)
        else:
            before, weights = walk
            step = math.sqrt(1 - before / count)

            def crossing(z, before=before, count=count, step=step, weights=weights):
                ratio = math.sqrt(before / count)
                return sum(w * (upper((z - ratio * u) / step) + upper((z + ratio * u) / step)) for u, w in weights)

            a, b = 1.0, 4.0
            fa, fb = crossing(a) - wanted, crossing(b) - wanted
            for _ in range(200):
                c = b - fb * (b - a) / (fb - fa)
                c = c if min(a, b) < c < max(a, b) else (a + b) / 2
                fc = crossing(c) - wanted
                if abs(fc) < 1e-13 * wanted or abs(b - a) < 1e-13:
                    b = c
                    break
                if fa * fc < 0:
                    b, fb = c, fc
                    fa = fa / 2
                else:
                    a, fa = c, fc
                    fb = fb / 2
            z = c
        if k + 1 == len(counts):
            break
        width = 2 * z / POINTS
        grid = [-z + width * i for i in range(POINTS + 1)]
        ends = [0.5 if i in (0, POINTS) else 1.0 for i in range(POINTS + 1)]
        if walk is None:
            density = [math.exp(-u * u / 2) / math.sqrt(2 * math.pi) for u in grid]
        else:
            before, weights = walk
            ratio, step = math.sqrt(before / count), math.sqrt(1 - before / count)
            density = [sum(w * math.exp(-((u - ratio * v) / step) ** 2 / 2) for v, w in weights) / step / math.sqrt(2 * math.pi) for u in grid]
        walk = count, [(u, d * e * width) for u, d, e in zip(grid, density, ends)]
    return dict(alpha=alpha, counts=counts, looks=looks, level=2 * upper(z))


def make():
    return dict(level=[
        level(0.05, [10], 1), level(0.05, [10], 5), level(0.05, [10, 20], 5), level(0.05, [10, 20, 30], 5), level(0.05, [10, 20, 30, 40, 50], 5),
        level(0.05, [10, 13], 5), level(0.05, [10, 200], 5), level(0.0025, [5, 8, 30], 5), level(0.05 / 63, [3, 4], 2), level(0.01, [10, 15, 18], 3)])


def compare(a, b):
    for x, y in zip(a["level"], b["level"], strict=True):
        assert abs(x["level"] - y["level"]) <= 1e-6 * y["level"], (x, y)


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "looks.json")
    golden = make()
    if "--check" in sys.argv:
        with open(path) as file:
            compare(golden, json.load(file))
        print("the same")
    else:
        with open(path, "w") as file:
            json.dump(golden, file, indent=1)
            file.write("\n")
