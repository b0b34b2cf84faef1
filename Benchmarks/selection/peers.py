"""Times scikit-learn on a made-up matrix, runs our side on the same bytes, and prints both."""

import json
import os
import subprocess
import sys
import tempfile
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np
from sklearn.feature_selection import f_classif, f_regression, mutual_info_regression
from sklearn.feature_selection._mutual_info import _compute_mi_cc
from sklearn.preprocessing import scale

ROWS = int(os.environ.get("ROWS", 10_000))
COLUMNS = int(os.environ.get("COLUMNS", 3_000))
PEER_COLUMNS = min(COLUMNS, int(os.environ.get("PEER_COLUMNS", COLUMNS)))


def made_up(random):
    """A third of the series carry a load, a third are noise of several kinds, a third are slow or hold few values."""
    time = np.arange(ROWS)
    load = 8 + 6 * np.sin(2 * np.pi * time / 600) + random.normal(0, 1, ROWS)
    target = np.exp(load / 6 + random.normal(0, 0.3, ROWS))
    series = np.empty((COLUMNS, ROWS))
    for index in range(COLUMNS):
        kind = index % 6
        if kind < 2:
            series[index] = load * random.uniform(1, 100) + random.normal(0, 10 ** random.uniform(-1, 3), ROWS)
        elif kind == 2:
            series[index] = random.normal(0, 1, ROWS)
        elif kind == 3:
            series[index] = random.lognormal(0, 2, ROWS)
        elif kind == 4:
            series[index] = np.cumsum(random.normal(0, 1, ROWS))
        else:
            series[index] = np.round(load + random.normal(0, 3, ROWS))
    return series, target


def measured(work):
    start = (time.process_time(), time.perf_counter())
    value = work()
    return value, time.process_time() - start[0], time.perf_counter() - start[1]


def main(program):
    random = np.random.default_rng(4)
    series, target = made_up(random)
    noise = random.standard_normal((2, ROWS))
    with tempfile.NamedTemporaryFile(suffix=".f64") as file:
        for part in ([float(ROWS), float(COLUMNS)], series, target, noise):
            np.asarray(part, dtype="<f8").tofile(file)
        file.flush()
        ours = json.loads(subprocess.run([program, file.name], check=True, capture_output=True).stdout)

    matrix = np.ascontiguousarray(series.T)
    (statistic, _), f_cpu, f_wall = measured(lambda: f_regression(matrix, target))
    # Every target value is a class of its own to f_classif, which then divides by zero: the reason not to use it here.
    with np.errstate(all="ignore"):
        _, classif_cpu, _ = measured(lambda: f_classif(matrix[:, : min(100, COLUMNS)], target))
    part = np.ascontiguousarray(matrix[:, :PEER_COLUMNS])
    information, mi_cpu, mi_wall = measured(lambda: mutual_info_regression(part, target, random_state=0))
    factor = COLUMNS / PEER_COLUMNS

    def parted(values, noise):
        values = scale(values, with_mean=False)
        return values + 1e-10 * max(1, np.mean(np.abs(values))) * noise

    label = parted(target, noise[1])
    same = [_compute_mi_cc(parted(series[i], noise[0]), label, 3) for i in range(len(ours["mi_same_noise"]["values"]))]
    apart = np.max(np.abs(np.array(ours["f"]["values"]) - statistic) / np.maximum(1, statistic))
    mi_apart = np.max(np.abs(np.array(ours["mi_same_noise"]["values"]) - same))
    order = np.corrcoef(np.argsort(np.argsort(information)),
                        np.argsort(np.argsort(ours["mi"]["values"][:PEER_COLUMNS])))[0, 1]

    print(f"{ROWS} rows x {COLUMNS} series, 3 neighbours")
    print(f"{'':34}{'ours CPU s':>12}{'wall s':>9}{'peer CPU s':>12}{'wall s':>9}   bar")
    row("F-test / f_regression", ours["f"], f_cpu, f_wall, f"not slower: {ours['f']['cpuSeconds'] <= f_cpu}")
    row("mutual information", ours["mi"], mi_cpu * factor, mi_wall * factor,
        f"a fifth: {ours['mi']['cpuSeconds'] <= mi_cpu * factor / 5}")
    row("mRMR, 50 series", ours["mrmr"], None, None, f"under 10 s: {ours['mrmr']['wallSeconds'] < 10}")
    row("default, 15 series", ours["default"], None, None, "")
    print(f"f_classif (100 series, scaled up)   {'':20}{classif_cpu * COLUMNS / min(100, COLUMNS):>11.2f}")
    print(f"greatest difference: F-test {apart:.1e} of the statistic; mutual information, same noise, {mi_apart:.1e} nats")
    print(f"rank correlation of mutual information, own noise: {order:.5f}")
    if PEER_COLUMNS < COLUMNS:
        print(f"(scikit-learn's mutual information measured on {PEER_COLUMNS} series and scaled up)")


def row(name, ours, cpu, wall, bar):
    peer = f"{cpu:>12.2f}{wall:>9.2f}" if cpu is not None else f"{'-':>12}{'-':>9}"
    print(f"{name:34}{ours['cpuSeconds']:>12.2f}{ours['wallSeconds']:>9.2f}{peer}   {bar}")


main(sys.argv[1])
