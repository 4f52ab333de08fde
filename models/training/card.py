"""Puts the figures of `npm run evaluate -- --out` into a model card: plots, and the tables between its two markers.

    python3 models/training/card.py VAL.json TEST.json --out models      # needs matplotlib

Writes OUT/figures/*.png and what stands between <!-- figures --> and <!-- /figures --> in OUT/MODEL_CARD.md.
"""

import argparse
import json
import pathlib

BEGIN, END = "<!-- figures -->", "<!-- /figures -->"
TITLES = {"train": "Training", "val": "Validation", "test": "Test", "": "All pictures"}


def load(path):
    """What the evaluator wrote. Ends the program with one line for anything else."""
    try:
        report = json.loads(path.read_text(encoding="utf-8"))
        if all(isinstance(report[name], kind) for name, kind in (("split", str), ("sets", dict), ("tables", str))):
            return report
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from None
    except (ValueError, LookupError, TypeError):
        pass
    raise SystemExit(f"{path}: not what npm run evaluate -- --out writes")


def around_figures(card):
    """What stands before and after the figures, markers included. Ends the program with one line where there are none."""
    text = card.read_text(encoding="utf-8")
    begin, end = text.find(BEGIN), text.find(END)
    if not 0 <= begin < end:
        raise SystemExit(f"{card}: no {BEGIN} with {END} after it")
    return text[: begin + len(BEGIN)], text[end:]


def draw(reports, folder):
    """Draws what there are figures for. Returns the images' Markdown."""
    try:
        import card_plots as plots
    except ImportError:
        raise SystemExit("card.py needs matplotlib: apt-get install python3-matplotlib") from None
    each = [(name, report["split"], of) for report in reports for name, of in report["sets"].items()]
    named = [(f"{name} {split}".strip(), of) for name, split, of in each if name != "all"]
    sets = [(*pair, plots.LOOKS[i % len(plots.LOOKS)]) for i, pair in enumerate(named)]
    exact = [entry for entry in sets if "risk" in entry[1]]
    figures = {
        "ages": ("Error and bias by the decade of the true age", exact and plots.draw_ages(exact)),
        "range": ("How often the range holds the true age, by the decade of the estimate", exact and plots.draw_range(exact)),
        "risk": ("Error of the faces with the narrowest ranges", exact and plots.draw_risk(exact)),
        "people": ("Error by gender and race", plots.draw_people(sets)),
    }
    folder.mkdir(exist_ok=True)
    images = []
    for name, (title, figure) in figures.items():
        if figure:
            figure.tight_layout()
            figure.savefig(folder / f"{name}.png", dpi=100, metadata={"Software": None}, pil_kwargs={"optimize": True})
            images.append(f"![{title}]({folder.name}/{name}.png)")
    return images


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reports", type=pathlib.Path, nargs="+", metavar="JSON")
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="DIR", help="where MODEL_CARD.md lies")
    settings = parser.parse_args()
    reports = [load(path) for path in settings.reports]
    card = settings.out / "MODEL_CARD.md"
    try:
        before, after = around_figures(card)
        images = draw(reports, settings.out / "figures")
        sections = [f"### {TITLES.get(report['split'], report['split'])}\n\n{report['tables']}" for report in reports]
        card.write_text("\n\n".join([before, *images, *sections, after]), encoding="utf-8")
    except OSError as error:
        raise SystemExit(f"{error.filename}: {error.strerror}") from None


if __name__ == "__main__":
    main()
