#!/usr/bin/env python3
"""Backtests made-up recordings of many kinds, and sums up errors beside the better baseline, and coverage.

    Benchmarks/forecasting/made_up.py COORDINATOR [SEEDS [FIRST_SEED]]

A load goes its way, inputs see it with noise, and the KPI follows it by factors with noise of its own. What is printed, for
each kind, each number of training rows and each horizon: the ratio of the NMAE to that of the better of last value and running
median, as a geometric mean and at its worst, the share of ratios above 1.05, the mean coverage of the 90 % interval and its
mean distance from 0.9.
"""
import collections
import json
import math
import random
import subprocess
import sys
import tempfile

KINDS = ["sinusoid", "staircase", "random steps", "random walk", "autoregressive", "random walk with a drift", "no load",
         "relation changes at the split", "level changes at the split", "two hours' gap at the split",
         "staircase after a sinusoid"]
# Training rows, validation rows, horizons.
SIZES = [((150, 250), 180, [10, 30]), ((400, 760), 400, [10, 30, 60, 120]), ((1_100, 1_500), 540, [10, 30, 60, 120])]


def load(kind, rows, chance):
    if kind in ("sinusoid", "relation changes at the split", "level changes at the split"):
        period, phase = chance.uniform(80, 600), chance.uniform(0, 6)
        return [10 + 8 * math.sin(2 * math.pi * row / period + phase) for row in range(rows)]
    if kind == "staircase":
        step = chance.randint(20, 60)
        places = [row // step % 20 for row in range(rows)]
        return [1.6 * (place if place < 10 else 20 - place) + 2 for place in places]
    if kind == "random steps":
        result = []
        while len(result) < rows:
            result += [chance.uniform(2, 18)] * chance.randint(20, 90)
        return result[:rows]
    if kind == "no load":
        return [10.0] * rows
    value, drift, result = 0.0, chance.choice([-0.03, 0.03]), []
    for _ in range(rows):
        if kind == "autoregressive":
            value = 0.98 * value + chance.gauss(0, 0.9)
        elif kind == "random walk with a drift":
            value += chance.gauss(drift, 0.4)
        else:
            value += chance.gauss(0, 0.5)
        result.append(10 + value)
    return result


def recording(kind, rows, split, seed, folder):
    chance = random.Random(f"{kind} {rows} {seed}")
    if kind == "staircase after a sinusoid":
        series = load("sinusoid", split, chance) + load("staircase", rows, chance)[split:]
    else:
        series = load(kind, rows, chance)
    noise, changed, shift = chance.uniform(0.1, 0.5), chance.choice([0.12, 0.35]), chance.choice([-0.7, 0.7])
    inputs = [(chance.choice([1, 1, -1]) * (place + 1), (place + 1) * chance.uniform(0.5, 2))
              for place in range(chance.randint(3, 8))]
    with open(f"{folder}/x.csv", "w") as x, open(f"{folder}/y.csv", "w") as y:
        x.write("timestamp," + ",".join(f"input_{place}" for place in range(len(inputs))) + "\n")
        y.write("timestamp,R_99\n")
        for row, value in enumerate(series):
            second = 1_600_000_000 + row + (7_200 if row >= split and kind.startswith("two hours") else 0)
            is_changed = row >= split
            slope = changed if is_changed and kind.startswith("relation") else 0.22
            level = shift if is_changed and kind.startswith("level") else 0.0
            seen = ",".join(f"{factor * value + chance.gauss(0, width):.6g}" for factor, width in inputs)
            x.write(f"{second},{seen}\n")
            y.write(f"{second},{math.exp(slope * value + level + chance.gauss(0, noise)):.6g}\n")


def backtest(program, folder, split, rows, horizons):
    words = [program, "backtest", "--x", f"{folder}/x.csv", "--y", f"{folder}/y.csv", "--kpi", "R_99", "--split",
             f"{(split + 0.5) / rows:.8f}", "--reach-back", "--horizon", ",".join(map(str, horizons)), "--json"]
    return json.loads(subprocess.run(words, check=True, capture_output=True).stdout)["horizons"]


def line(name, results):
    ratios, coverages = [ratio for ratio, _ in results], [coverage for _, coverage in results]
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
    above = sum(ratio > 1.05 for ratio in ratios) / len(ratios)
    distance = sum(abs(coverage - 0.9) for coverage in coverages) / len(coverages)
    return (f"{name:32} {len(ratios):5} {mean:6.3f} {max(ratios):6.2f} {above:6.2f}"
            f" {sum(coverages) / len(coverages):6.3f} {distance:6.3f}")


def main():
    program, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 6
    first = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    groups = collections.defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            for seed in range(first, first + seeds):
                for (low, high), validation, horizons in SIZES:
                    split = random.Random(f"{kind} {low} {seed}").randint(low, high)
                    rows = split + validation
                    recording(kind, rows, split, seed, folder)
                    for result in backtest(program, folder, split, rows, horizons):
                        best = min(baseline["nmae"] for baseline in result["baselines"].values())
                        found = (result["nmae"] / best, result["coverage"])
                        for group in ["all", kind, f"{low}-{high} rows", f"{result['horizon']} s ahead",
                                      f"{kind}, {low} rows, 30 s" if result["horizon"] == 30 and low == 150 else None]:
                            if group:
                                groups[group].append(found)
    print(f"{'':32} {'count':>5} {'ratio':>6} {'worst':>6} {'> 1.05':>6} {'cover':>6} {'off':>6}")
    for name, results in groups.items():
        print(line(name, results))


main()
