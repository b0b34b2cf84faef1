#!/usr/bin/env python3
"""Writes ../Fixtures/*.csv: the answers of scikit-learn and SciPy that FeatureSelectionTests compares with.

Run in a virtual environment of its own:

    python3 -m venv venv && venv/bin/pip install scikit-learn==1.9.1 && venv/bin/python make_vectors.py
"""

from pathlib import Path

import numpy as np
from scipy.special import betainc
from sklearn.feature_selection import f_regression, mutual_info_regression

FOLDER = Path(__file__).resolve().parent.parent / "Fixtures"
ROWS = 240


def columns(random):
    time = np.arange(ROWS)
    load = 8 + 6 * np.sin(2 * np.pi * time / 60) + random.normal(0, 1, ROWS)
    yield "linear", load * 3 + random.normal(0, 2, ROWS)
    yield "level", 1e5 + load
    yield "square", (load - 8) ** 2
    yield "noise", random.normal(0, 1, ROWS)
    yield "ties", np.round(load)
    yield "mostly_zero", np.where(random.random(ROWS) < 0.9, 0.0, load)
    yield "heavy_tail", np.exp(load / 2)
    yield "clock", 1000.0 + time
    yield "constant", np.full(ROWS, 42.0)
    yield "kpi", np.exp(load / 6 + random.normal(0, 0.2, ROWS))


def save(name, header, table):
    lines = [",".join(header)] + [",".join(value if isinstance(value, str) else repr(float(value)) for value in row)
                                  for row in table]
    (FOLDER / name).write_text("\n".join(lines) + "\n")


def main():
    FOLDER.mkdir(exist_ok=True)
    named = dict(columns(np.random.default_rng(20)))
    target = named.pop("kpi")
    matrix = np.column_stack(list(named.values()))
    names = list(named)
    save("series.csv", names + ["kpi"], np.column_stack([matrix, target]))

    # The draws that mutual_info_regression(random_state=0) makes: first for the series, row by row, then for the target.
    random = np.random.RandomState(0)
    noise = random.standard_normal(size=matrix.shape)
    save("noise.csv", names + ["kpi"], np.column_stack([noise, random.standard_normal(size=ROWS)]))

    statistic, probability = f_regression(matrix, target)
    rows = []
    for index, name in enumerate(names):
        row = [name, statistic[index], probability[index]]
        rows.append(row)
    information = {k: mutual_info_regression(matrix, target, n_neighbors=k, random_state=0) for k in (1, 3, 10)}
    for index, row in enumerate(rows):
        row += [information[k][index] for k in (1, 3, 10)]
    save("scores.csv", ["name", "f", "p", "mi1", "mi3", "mi10"], rows)

    points = [(x, a, b) for a in (0.5, 1, 9, 119, 5e3) for b in (0.5, 3, 2e3) for x in (1e-9, 0.03, 0.5, 0.97, 0.999999)]
    save("incomplete_beta.csv", ["x", "a", "b", "value"], [(x, a, b, betainc(a, b, x)) for x, a, b in points])


if __name__ == "__main__":
    main()
