"""The plots of the model card (needs matplotlib). `sets` is a list of (name, figures of the evaluator, look)."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

# Okabe and Ito's colours, which the colour-blind can tell apart, each with a mark of its own.
LOOKS = [("#0072B2", "o"), ("#D55E00", "s"), ("#009E73", "^"), ("#CC79A7", "D"), ("#E69F00", "v"), ("#56B4E9", "P")]
# Fewer faces say too little to be drawn; from MANY on the range is calibrated.
FEW, MANY = 20, 100
NOMINAL, TOLERANCE = 80, 3
UNFAIR = 1.35

plt.rcParams.update({"font.size": 8, "axes.titlesize": 9, "axes.titlelocation": "left", "legend.frameon": False})
plt.rcParams.update({"axes.grid": True, "axes.axisbelow": True, "grid.alpha": 0.3})
plt.rcParams.update({"axes.spines.top": False, "axes.spines.right": False})


def by_decade(axis, sets, part, name, scale=1):
    """A line per set over the decades of `part`; hollow marks where there are not many faces."""
    for label, figures, (color, marker) in sets:
        decades = [(int(decade) + 5, of) for decade, of in figures[part].items() if of["faces"] - of["missed"] >= FEW]
        line = {"color": color, "marker": marker, "markersize": 5}
        axis.plot([year for year, _ in decades], [scale * of[name] for _, of in decades], **line, linewidth=1.3, label=label)
        for year, of in decades:
            if of["faces"] < MANY:
                axis.plot(year, scale * of[name], **line, markerfacecolor="white")
    axis.set_xticks(range(0, 101, 10))
    axis.set_xlim(0, 100)


def draw_ages(sets):
    """Error and bias by the decade of the true age."""
    figure, axes = plt.subplots(1, 2, figsize=(8.6, 3))
    for axis, name, title in zip(axes, ("mae", "bias"), ("mean absolute error, years", "bias, years")):
        by_decade(axis, sets, "decades", name)
        axis.set_title(f"{title} (hollow: fewer than {MANY} faces)")
        axis.set_xlabel("true age, by decade")
    axes[0].set_ylim(bottom=0)
    axes[1].axhline(0, color="0.4", linewidth=0.8)
    axes[0].legend()
    return figure


def draw_range(sets):
    """How often the range holds the true age, by the decade of the estimate."""
    figure, axis = plt.subplots(figsize=(6, 3.4))
    axis.axhspan(NOMINAL - TOLERANCE, NOMINAL + TOLERANCE, color="0.9", linewidth=0)
    axis.axhline(NOMINAL, color="0.4", linewidth=0.8)
    by_decade(axis, sets, "predicted", "coverage", 100)
    axis.set_title(f"true age within the range, % (hollow: fewer than {MANY} faces)")
    axis.set_xlabel("estimate, by decade")
    axis.legend()
    return figure


def draw_risk(sets):
    """The error of the faces with the narrowest ranges."""
    figure, axis = plt.subplots(figsize=(6, 3.4))
    for label, figures, (color, marker) in sets:
        risk, shares = figures["risk"], range(10, 101, 10)
        axis.plot(shares, risk["width"]["mae"], color=color, marker=marker, markersize=4, label=label)
        axis.plot(shares, risk["relativeWidth"]["mae"], color=color, linestyle=":")
    axis.set_ylim(bottom=0)
    axis.set_title("mean absolute error, years (dotted: by width among similar estimates)")
    axis.set_xlabel("share of the faces, narrowest ranges first, %")
    axis.legend()
    return figure


def people_rows(sets, kind):
    """(set, gender or race, its figures, the set's figures, colour) where the faces are enough."""
    return [
        (label, part, of[kind], figures[kind], color)
        for label, figures, (color, _) in sets
        for part, of in [*figures["gender"].items(), *figures["race"].items()]
        if kind in of and of[kind]["faces"] - of[kind]["missed"] >= FEW
    ]


def draw_people(sets):
    """By gender and race: MAE against the set's own, and the share in the right age group. None where no label says them."""
    panels = [(kind, rows) for kind in ("ages", "groups") if (rows := people_rows(sets, kind))]
    if not panels:
        return None
    height = 0.7 + 0.25 * max(len(rows) for _, rows in panels)
    figure, axes = plt.subplots(1, len(panels), figsize=(4.5 * len(panels), height), squeeze=False)
    for axis, (kind, rows) in zip(axes[0], panels):
        name = "mae" if kind == "ages" else "exact"
        values = [of[name] / (whole[name] or 1) for _, _, of, whole, _ in rows]
        axis.barh(range(len(rows)), values, color=[color for *_, color in rows], height=0.75)
        for i, (_, _, of, _, _) in enumerate(rows):
            text = f"{of['mae']:.1f} years" if kind == "ages" else f"{100 * of['exact']:.0f} %"
            axis.text(0.02, i, text, va="center", color="white", fontsize=7)
        axis.set_yticks(range(len(rows)), [f"{label}: {part.replace('_', ', ')}" for label, part, *_ in rows])
        axis.invert_yaxis()
        axis.grid(axis="y", visible=False)
        axis.axvline(1, color="0.2", linewidth=0.8)
        if kind == "ages":
            axis.axvline(UNFAIR, color="0.2", linewidth=0.8, linestyle="--")
        axis.set_xlim(0, max(1.5, *values))
        axis.set_title(f"MAE / set's (dashed: {UNFAIR})" if kind == "ages" else "share in the right age group / set's")
    return figure
