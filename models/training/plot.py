"""Draws the curves of a run's log.csv (needs matplotlib).

    python3 models/training/plot.py RUN/log.csv curves.svg      .png or .svg
"""

import argparse
import csv
import pathlib


def column(rows, name):
    """(thousands of faces, values) of the rows that have a value."""
    pairs = [(float(row["faces"]) / 1000, float(row[name])) for row in rows if row.get(name)]
    return tuple(zip(*pairs)) if pairs else ((), ())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("log", type=pathlib.Path)
    parser.add_argument("out")
    settings = parser.parse_args()
    try:
        import matplotlib
    except ImportError:
        raise SystemExit("plot.py needs matplotlib: apt-get install python3-matplotlib") from None
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    try:
        with open(settings.log, newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise SystemExit(f"{settings.log}: {error.strerror}") from None
    if not rows:
        raise SystemExit(f"{settings.log} has no rows")
    names = [name for name in rows[0] if name.endswith("_mae")]
    shares = [name for name in rows[0] if name.endswith(("_cs5", "_exact", "_withinOne"))]
    panels = (("MAE, years", names), ("share of faces", shares), ("loss", ["loss", "kl"]), ("learning rate", ["lr"]))
    figure, axes = plt.subplots(2, 2, figsize=(11, 7), sharex=True)
    for axis, (title, columns) in zip(axes.flat, panels):
        for name in columns:
            axis.plot(*column(rows, name), label=name.replace("_", " "), linewidth=1.2)
        axis.set_title(title, loc="left", fontsize=10)
        axis.grid(alpha=0.3)
        axis.legend(fontsize=8, frameon=False)
    for axis in axes[1]:
        axis.set_xlabel("thousand faces")
    figure.tight_layout()
    figure.savefig(settings.out, dpi=130)


if __name__ == "__main__":
    main()
