"""Writes what compare.py and fgnet.py measured into docs/paper.md, between its markers, and draws the plots.

    python3 models/training/compare.py --report      # needs matplotlib
"""

import pathlib
import re
import statistics

import numpy as np

from nets.counts import macs, normed, parameters
from paper import results
from paper.rows import LONGER, ROWS

DOCS = pathlib.Path(__file__).parents[3] / "docs"
SETS = ("utkface", "aaf")
# (parameters, million multiply-accumulates) of Table 2; thousands of parameters of Table 5, which has no others.
PAPER = {
    "C3AE plain": (36_345, 12.8), "SSR-Net": (40_915, 17.6),
    "MobileNet-V2 (0.25, 4)": (107_129, 2.2), "MobileNet-V2 (0.25, 6)": (153_561, 3.0), "MobileNet-V2 (0.5, 4)": (354_713, 5.7),
    "MobileNet-V2 (0.5, 6)": (518_857, 8.1), "MobileNet-V2 (0.75, 4)": (747_961, 12.3), "MobileNet-V2 (0.75, 6)": (1_102_537, 17.7),
    "ShuffleNet-V2 (0.25, 0.5)": (76_589, 0.6), "ShuffleNet-V2 (0.25, 1)": (464_185, 4.0), "ShuffleNet-V2 (0.5, 0.5)": (155_753, 1.4),
    "ShuffleNet-V2 (0.5, 1)": (1_284_087, 12.7), "ShuffleNet-V2 (0.75, 0.5)": (250_829, 2.5), "ShuffleNet-V2 (0.75, 1)": (2_473_043, 26.1),
    "MobileNet-V1": (226_300, None), "DenseNet": (242_000, None),
}  # fmt: skip
# MAE on Morph II, years: C3AE's of the paper's text, all others of SSR-Net's Table 1 (https://www.ijcai.org/proceedings/2018/0150.pdf).
MORPH = {
    "C3AE plain": 3.13, "C3AE full": 2.78,
    "SSR-Net": 3.16, "MobileNet-V1": 6.50, "DenseNet": 5.05, "MR-CNN": 3.42, "OR-CNN": 3.27, "DEX": 3.25, "Ranking-CNN": 2.96,
}  # fmt: skip
FGNET = {"scratch": (4.09, 0.19), "pre-trained": (2.95, 0.17)}  # years and their ± (section 4.5)
GROUPS = ("nets", "longer", "ablation", "heads", "alpha")
# Rows of another group that a table begins with, to compare with.
WITH = {
    "longer": LONGER,
    "ablation": ("C3AE plain", "C3AE plain + SE", "C3AE plain + residual"),
    "heads": ("C3AE plain",),
    "alpha": ("C3AE full",),
}


def table(head, rows):
    """Markdown, columns padded as the formatter has them; the first column to the left."""
    cells = [head, *rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
    rule = ["-" * width if i == 0 else "-" * (width - 1) + ":" for i, width in enumerate(widths)]

    def line(row):
        return "| " + " | ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths))) + " |"

    return "\n".join(map(line, [head, rule, *rows]))


def spread(values, form=".2f"):
    """Mean, and the standard deviation over the seeds where there are several."""
    if not values:
        return "not yet"
    mean = f"{round(statistics.mean(values), 2) + 0:{form}}"  # no -0.00
    return f"{mean} ± {statistics.stdev(values):.2f}" if len(values) > 1 else mean


def counts():
    rows, extra, kinds = [], [], []
    for row in ROWS:
        if row.name in PAPER:
            net, crops = row.build(), (1, row.crops, 3, 64, 64)
            theirs, theirs_macs = PAPER[row.name]
            ours = sum(macs(net, crops).values()) / 1e6
            rows.append([row.name, f"{theirs:,}", f"{parameters(net):,}", f"{theirs_macs or '–'}", f"{ours:.1f}"])
            if theirs_macs:
                extra.append(theirs_macs - ours)
                kinds.append([parameters(net) / 1e6, sum(normed(net, crops).values()) / 1e6])
    # What the paper counts beyond ours, as so much for each parameter and for each value that leaves batch norm.
    weights, *_ = np.linalg.lstsq(np.array(kinds), np.array(extra), rcond=None)
    left = np.abs(np.array(extra) - np.array(kinds) @ weights)
    fit = (
        f"Least squares over these rows: the paper's exceed ours by {weights[0]:.2f} for each parameter and {weights[1]:.2f} for each "
        f"value that leaves batch norm. What is left is {np.median(left):.2f} million in the median and {left.max():.2f} at most, where the paper's rounding hides up to 0.05."
    )
    return table(["net", "parameters, paper", "ours", "million MACs, paper", "ours"], rows) + "\n\n" + fit


def by_row(lines, group):
    """{row: its lines} of a group, and of the rows that it begins with."""
    rows = [row for row in ROWS if row.group == group or row.name in WITH.get(group, ())]
    return {row: [line for line in lines if line["row"] == row.name] for row in rows}


def finished(lines, group):
    return {row: own for row, own in by_row(lines, group).items() if own}


def differences(name, base, lines, sets=SETS):
    """Years from a row to another, by their names, seed by seed: both saw the same draws."""
    errors = {(line["row"], line["seed"]): error(line, sets) for line in lines}
    return [own - errors[base, seed] for (row, seed), own in errors.items() if row == name and (base, seed) in errors]


def against(names, base):
    """Prints what lies between rows and another, on each set and on the mean of both."""
    lines = results.read(results.ROWS)
    rows = [[name, *(spread(differences(name, base, lines, sets), "+.2f") for sets in (*zip(SETS), SETS))] for name in names]
    print(table([f"years to {base}", *SETS, "mean"], rows))


def errors(group, lines):
    rows = []
    for row, own in by_row(lines, group).items():
        ours = [spread([line[name] for line in own]) for name in SETS]
        off = "–" if row.name == row.base else spread(differences(row.name, row.base, lines), "+.2f")
        rows.append([row.name, f"{parameters(row.build()):,}", *ours, off, str(len(own)), f"{MORPH[row.name]:.2f}" if row.name in MORPH else "–"])
    return table(["row", "parameters", "UTKFace MAE, years", "AAF MAE, years", "difference", "seeds", "Morph II, published"], rows)


def splits(lines):
    rows = []
    for kind, (mean, deviation) in FGNET.items():
        own = [line for line in lines if line["kind"] == kind]
        rows.append([kind, spread([line["mae"] for line in own]), str(len(own)), f"{mean} ± {deviation}"])
    return table(["start", "MAE, years", "splits", "paper"], rows)


def error(line, sets=SETS):
    return statistics.mean(line[name] for name in sets)


def draw_sizes(axis, lines, looks):
    """Error against parameters, a mark for each seed; of the longer runs a hollow one."""
    families = ("C3AE", "SSR-Net", "MobileNet-V2", "ShuffleNet-V2", "MobileNet-V1", "DenseNet")
    longer = {row: own for row, own in finished(lines, "longer").items() if row.times > 1}
    for fill, rows in (("full", finished(lines, "nets")), ("none", longer)):
        for family, (color, marker) in zip(families, looks):
            own = [line for row, of in rows.items() if row.name.startswith(family) for line in of]
            label = family if own and fill == "full" else None
            sizes = [line["parameters"] for line in own]
            axis.semilogx(sizes, list(map(error, own)), marker, color=color, markersize=4, fillstyle=fill, label=label)
    axis.plot([], [], "o", color="gray", markersize=4, fillstyle="none", label="four times as long")
    axis.set_xlabel("parameters")
    axis.legend()


def draw_curves(axis, lines, looks):
    """The ablations of the full net on their way: means over the seeds."""
    rows = {row: own for row, own in finished(lines, "ablation").items() if row.base == "C3AE full"}
    for (row, own), (color, marker) in zip(rows.items(), looks):
        means = [statistics.mean(at) for at in zip(*(line["curve"] for line in own))]
        seen = [own[0]["faces"] * (i + 1) / len(means) / 1000 for i in range(len(means))]
        axis.plot(seen, means, marker=marker, color=color, markersize=4, linewidth=1, label=row.name)
    axis.set_xlabel("faces seen, thousands")
    axis.legend()


def draw_weights(axis, lines, looks):
    """Error against the weight of the divergence."""
    points = {}
    for row, own in finished(lines, "alpha").items():
        _, _, alpha = row.name.partition("alpha ")
        points[int(alpha or 10)] = list(map(error, own))
    ordered = sorted(points.items())
    (color, marker), *_ = looks
    axis.plot([alpha for alpha, _ in ordered], [statistics.mean(of) for _, of in ordered], color=color, linewidth=1)
    for alpha, of in ordered:
        axis.plot([alpha] * len(of), of, marker, color=color, markersize=4)
    axis.set_xlabel("α")


PLOTS = {
    "nets": (draw_sizes, "Error against parameters, a mark for each seed; those of four times as long a run are hollow"),
    "ablation": (draw_curves, "Error of the full net and its ablations on their way through the run"),
    "alpha": (draw_weights, "Error against the weight of the divergence"),
}


def plot(group, lines):
    """Draws what is finished, and returns what shows it in docs/paper.md; nothing where there is nothing to compare."""
    if group not in PLOTS or len(finished(lines, group)) < 2:
        return ""
    import matplotlib.pyplot as plt

    from card_plots import LOOKS

    draw, about = PLOTS[group]
    figure, axis = plt.subplots(figsize=(6, 3.6))
    draw(axis, lines, LOOKS)
    axis.set_title("mean absolute error, years, mean of UTKFace and AAF")
    figure.tight_layout()
    file = f"images/paper-{group}.png"
    figure.savefig(DOCS / file, dpi=100, metadata={"Software": None}, pil_kwargs={"optimize": True})
    return f"\n\n![{about}]({file})"


def write():
    lines = results.read(results.ROWS)
    parts = {group: errors(group, lines) + plot(group, lines) for group in GROUPS}
    parts |= {"counts": counts(), "fgnet": splits(results.read(results.SPLITS))}
    page = DOCS / "paper.md"
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        marker = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        text, found = marker.subn(lambda match, part=part: f"{match[1]}\n{part}\n\n{match[2]}", text)
        if not found:
            raise SystemExit(f"{page}: no <!-- {name} --> with <!-- /{name} --> after it")
    page.write_text(text, encoding="utf-8")
