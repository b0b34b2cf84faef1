"""Runs `coordinator backtest` and the peers under one protocol, and prints both with the bars.

The peers get what the field would give them: for every chosen series and for the KPI's past the last value and means over
10, 30, 60 and 240 s, minimum and maximum of 30 s, and the median of the KPI's last 30 s; the logarithm of the KPI is learned.
They choose nothing on the rows that are judged. On a wide recording they get the series that our own `select` chose.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import warnings

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
warnings.filterwarnings("ignore")

import lightgbm
import numpy as np
import pandas as pd
import xgboost
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge

HORIZONS = [1, 10, 30, 60, 120]
WINDOW = 240
SPLIT = 0.7


def made_up(folder):
    """A load by the sine, a KPI that follows it late and noisily, and fifteen series that show it."""
    random = np.random.default_rng(7)
    count = 6_000
    seconds = 1_700_000_000 + np.arange(count)
    load = 8 + 5 * np.sin(2 * np.pi * np.arange(count) / 900) + np.cumsum(random.normal(0, 0.03, count))
    kpi = np.exp(0.25 * np.roll(load, 5) + 2 + random.normal(0, 0.2, count))
    x = {"timestamp": seconds}
    for index in range(15):
        x[f"series_{index}"] = np.round(load * (index + 1) + random.normal(0, index + 1, count), 3)
    files = os.path.join(folder, "x.csv"), os.path.join(folder, "y.csv")
    pd.DataFrame(x).to_csv(files[0], index=False)
    pd.DataFrame({"timestamp": seconds, "R_99": kpi}).to_csv(files[1], index=False)
    return {"made up": (*files, "R_99")}


def recordings(folder):
    if "X" in os.environ:
        return {os.environ["X"]: (os.environ["X"], os.environ["Y"], os.environ.get("KPI", "R_99"))}
    root = os.environ.get("RECORDINGS", "../../shared/data")
    known = {
        "flavor_1": ("mlo-v2/flavor_1/x_selected_metrics.csv", "mlo-v2/flavor_1/y_metrics.csv", "R_99"),
        "redis-10mbit": ("redis-10mbit/x_metrics.csv", "redis-10mbit/y_metrics.csv", "R_99"),
    }
    found = {name: (f"{root}/{x}", f"{root}/{y}", kpi) for name, (x, y, kpi) in known.items()
             if os.path.exists(f"{root}/{x}")}
    if not found:
        print(f"no recording in {root}: using a made-up one")
    return found or made_up(folder)


def ours(program, x, y, kpi, objective):
    words = [program, "backtest", "--x", x, "--y", y, "--kpi", kpi, "--split", str(SPLIT), "--objective", objective,
             "--bound", "180", "--json"]
    return json.loads(subprocess.run(words, check=True, capture_output=True).stdout)


def chosen(program, x, y, kpi, count):
    words = [program, "select", "--x", x, "--y", y, "--kpi", kpi, "--k", "15", "--split", str(SPLIT), "--json"]
    report = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return report["chosen"] if count > 15 else None


def features(frame, names, kinds, kpi):
    columns = []
    for name in names + [kpi]:
        series = frame[name]
        if kinds.get(name) == "counter":
            series = series.diff()
        if name == kpi:
            series = np.log(series)
            columns.append(series.rolling(30, min_periods=1).median())
        columns.append(series)
        columns += [series.rolling(span, min_periods=1).mean() for span in (10, 30, 60, 240)]
        columns += [series.rolling(30, min_periods=1).min(), series.rolling(30, min_periods=1).max()]
    return np.stack([np.asarray(column, dtype=float) for column in columns], axis=1)


def lgbm():
    return lightgbm.LGBMRegressor(
        objective="l1", n_estimators=150, learning_rate=0.05, num_leaves=15, min_child_samples=50, subsample=0.6,
        subsample_freq=1, colsample_bytree=0.6, n_jobs=1, verbose=-1, random_state=1)


PEERS = {
    "LightGBM, L1": (lgbm, False),
    "LightGBM, L1, weighted 1/y": (lgbm, True),
    "XGBoost, squared error": (lambda: xgboost.XGBRegressor(
        objective="reg:squarederror", n_estimators=150, learning_rate=0.08, max_depth=4,
        min_child_weight=8, subsample=0.6, colsample_bytree=0.6, n_jobs=1, random_state=1), False),
    "scikit-learn boosting, L1": (lambda: HistGradientBoostingRegressor(
        loss="absolute_error", max_iter=150, learning_rate=0.08, max_depth=4, min_samples_leaf=50, random_state=1), False),
    "scikit-learn ridge": (lambda: Ridge(alpha=10.0), False),
}


def errors(forecast, truth):
    return 100 * np.mean(np.abs(truth - forecast) / truth), np.mean(np.abs(truth - forecast)) / np.mean(truth)


def samples(frame, horizon, first_forecast_row, split):
    """Rows and labels of one horizon: label row = row + H + 1, by time stamp."""
    seconds = frame["timestamp"].to_numpy().astype(int)
    place = {second: row for row, second in enumerate(seconds)}
    rows = [row for row in range(len(seconds)) if seconds[row] + horizon + 1 in place]
    labels = [place[seconds[row] + horizon + 1] for row in rows]
    rows, labels = np.array(rows), np.array(labels)
    train = (labels < split) & (rows >= WINDOW // 4)
    judged = rows >= first_forecast_row
    return rows[train], labels[train], rows[judged], labels[judged]


def compare(name, files, program, speed):
    x, y, kpi = files
    frame = pd.read_csv(x).merge(pd.read_csv(y)[["timestamp", kpi]], on="timestamp")
    names = [column for column in frame.columns if column not in ("timestamp", kpi)]
    selection = chosen(program, x, y, kpi, len(names))
    kinds = {}
    if selection is not None:
        kinds = {entry["name"]: entry.get("kind", "gauge") for entry in selection}
        names = [entry["name"] for entry in selection]
    results = {objective: ours(program, x, y, kpi, objective) for objective in ("nmae", "mape")}
    split = int(SPLIT * len(frame))
    first = results["nmae"]["first_forecast_row"]
    matrix = features(frame, names, kinds, kpi)
    target = frame[kpi].to_numpy()
    print(f"\n{name}: {len(frame)} rows, {len(names)} series, judged from row {first} on; MAPE % / NMAE")
    print(f"{'':30}" + "".join(f"{horizon:>8} s     " for horizon in HORIZONS) + "train CPU s, one horizon")
    peers = {}
    baselines = {"last value": [], "median of 30 s": []}
    for horizon in HORIZONS:
        rows, labels, judged, truths = samples(frame, horizon, first, split)
        truth = target[truths]
        known = np.isfinite(truth) & (truth > 0)
        judged, truth = judged[known], truth[known]
        median = pd.Series(target).rolling(30, min_periods=1).median().to_numpy()
        baselines["last value"].append(errors(target[judged], truth))
        baselines["median of 30 s"].append(errors(median[judged], truth))
        for peer, (make, weighted) in PEERS.items():
            inputs = np.nan_to_num(matrix) if "ridge" in peer else matrix
            start = time.process_time()
            model = make()
            label = np.log(target[labels])
            model.fit(inputs[rows], label, **({"sample_weight": 1 / target[labels]} if weighted else {}))
            cpu = time.process_time() - start
            forecast = np.exp(model.predict(inputs[judged]))
            peers.setdefault(peer, []).append((errors(forecast, truth), cpu))
            if horizon == 30:
                speed.setdefault(peer, cost(model, inputs[judged]))
    for objective, result in results.items():
        line(f"ours, {objective}", [(row["mape"], row["nmae"]) for row in result["horizons"]],
             max(row["train_cpu_seconds"] for row in result["horizons"]))
    for peer, rows in peers.items():
        line(peer, [row[0] for row in rows], max(row[1] for row in rows))
    for baseline, rows in baselines.items():
        line(baseline, rows, None)
    for objective, result in results.items():
        print(f"ours, {objective}: coverage " + " ".join(f"{row['coverage']:.3f}" for row in result["horizons"])
              + "; width " + " ".join(f"{row['interval_width']:.0f}" for row in result["horizons"])
              + f"; samples {' '.join(str(row['samples']) for row in result['horizons'])}; {result['cpu_seconds']:.2f} CPU s in all")
        for row in result["horizons"]:
            best = min(errors[objective] for errors in row["baselines"].values())
            if row[objective] > best:
                print(f"  not better than the best baseline at {row['horizon']} s: {row[objective]:.4f} > {best:.4f}")
    return results


def line(name, rows, cpu):
    print(f"{name:30}" + "".join(f"{mape:>7.1f}/{nmae:.4f}" for mape, nmae in rows)
          + (f"{cpu:>10.2f}" if cpu is not None else ""))


def cost(model, rows):
    """CPU microseconds of one forecast: among many rows, and for one row alone."""
    start = time.process_time()
    for _ in range(5):
        model.predict(rows)
    batch = (time.process_time() - start) / (5 * len(rows)) * 1e6
    start = time.process_time()
    for index in range(100):
        model.predict(rows[index:index + 1])
    return batch, (time.process_time() - start) / 100 * 1e6


def bar(what, value, bound):
    print(f"{'met' if value <= bound else 'NOT MET':8}{what}: {value:.4g}, bar {bound:g}")


def main(program, microbenchmark):
    with tempfile.TemporaryDirectory() as folder:
        found = recordings(folder)
        speed = {}
        results = {name: compare(name, files, program, speed) for name, files in found.items()}
        first = next(iter(found.values()))
        costs = json.loads(subprocess.run([microbenchmark, *first], check=True, capture_output=True).stdout)
    print("\none forecast, CPU us        in a batch   one row alone")
    print(f"{'ours (live row: features, interval, five horizons)':28}{costs['batchMicrosecondsPerRow']:>10.2f}"
          f"{costs['liveMicrosecondsPerRow']:>16.1f}   with contributions {costs['explainedMicrosecondsPerRow']:.1f}")
    for peer, (batch, single) in speed.items():
        print(f"{peer:28}{batch:>10.2f}{single:>16.1f}   the model alone, one horizon")
    print()
    bar("CPU s to train five horizons with intervals", costs["trainAllHorizonsSeconds"], 10)
    bar("CPU us a row, trees, in a batch", costs["batchMicrosecondsPerRow"], 10)
    bar("CPU us a live row", costs["liveMicrosecondsPerRow"], 60)
    growth = costs["residentBytesAfter1000000"] - costs["residentBytesAfter100000"]
    bar("bytes grown between row 100,000 and row 1,000,000", max(0, growth), 1e6)
    if "flavor_1" in results:
        nmae, mape = (({row["horizon"]: row for row in results["flavor_1"][o]["horizons"]}) for o in ("nmae", "mape"))
        bar("flavor_1, 30 s, objective nmae: NMAE", nmae[30]["nmae"], 0.163)
        bar("flavor_1, 30 s, objective mape: MAPE", mape[30]["mape"], 23.0)
        bar("flavor_1, 30 s, objective mape: NMAE", mape[30]["nmae"], 0.17)
        bar("flavor_1, CPU s to train one horizon", max(row["train_cpu_seconds"] for row in nmae.values()), 1)
        for horizon, (m, n) in zip(HORIZONS, [(24.0, .159), (24.7, .162), (25.0, .1625), (26.6, .168), (26.2, .177)]):
            bar(f"flavor_1, {horizon} s: NMAE (nmae) against the published LightGBM", nmae[horizon]["nmae"], 1.02 * n)
            bar(f"flavor_1, {horizon} s: MAPE (mape) against the published LightGBM", mape[horizon]["mape"], 1.02 * m)
        bar("flavor_1, 30 s: distance of coverage from 0.90", abs(nmae[30]["coverage"] - 0.9), 0.02)
        bar("flavor_1, 30 s: width, ms", nmae[30]["interval_width"], 105)
    if "redis-10mbit" in results:
        nmae, mape = (({row["horizon"]: row for row in results["redis-10mbit"][o]["horizons"]}) for o in ("nmae", "mape"))
        bar("redis-10mbit, 30 s, objective nmae: NMAE", nmae[30]["nmae"], 0.74)
        bar("redis-10mbit, 30 s, objective mape: MAPE", mape[30]["mape"], 47)


main(sys.argv[1], sys.argv[2])
