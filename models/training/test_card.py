"""cd models/training && python3 -m unittest"""

import importlib.util
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).with_name("card.py")
AGES = {"faces": 120, "missed": 0, "mae": 5.0, "bias": -1.0, "coverage": 0.8, "width": 17.0}
RISK = {"mae": [1.0, 2.0, 3.0, 4.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0], "area": 4.0}
SET = {
    "ages": AGES,
    "decades": {"20": AGES, "90": {"faces": 1, "missed": 1, "mae": None, "bias": None}},
    "predicted": {"20": AGES, "30": {**AGES, "faces": 30}},
    "risk": {"width": RISK, "relativeWidth": RISK},
    "gender": {"female": {"ages": AGES}},
    "race": {},
}
GROUPS = {"groups": {"faces": 9, "missed": 0, "exact": 0.5}, "gender": {}, "race": {}}
REPORT = {"split": "val", "sets": {"aaf": SET, "fairface": GROUPS, "all": SET}, "tables": "| ages |\n| ---- |\n| aaf  |"}
CARD = "# Card\n\n<!-- figures -->\n\nstale\n\n<!-- /figures -->\n\n## Limits\n"


class Card(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "MODEL_CARD.md").write_text(CARD)

    def run_card(self, report):
        file = self.folder / "val.json"
        file.write_text(report if isinstance(report, str) else json.dumps(report))
        command = [sys.executable, str(SCRIPT), str(file), "--out", str(self.folder)]
        return subprocess.run(command, capture_output=True, text=True)

    def card(self):
        return (self.folder / "MODEL_CARD.md").read_text()

    def refuses(self, report, message):
        before = self.card()
        result = self.run_card(report)
        self.assertEqual((result.returncode, result.stderr.count("\n")), (1, 1))
        self.assertIn(message, result.stderr)
        self.assertEqual(self.card(), before)

    @unittest.skipUnless(importlib.util.find_spec("matplotlib"), "needs matplotlib")
    def test_plots_and_tables_stand_between_the_markers(self):
        self.assertEqual(self.run_card(REPORT).stderr, "")
        text = self.card()
        self.assertNotIn("stale", text)
        self.assertTrue(text.startswith("# Card\n\n<!-- figures -->\n\n![Error and bias"))
        self.assertTrue(text.endswith(f"\n\n### Validation\n\n{REPORT['tables']}\n\n<!-- /figures -->\n\n## Limits\n"))
        for name in ("ages", "range", "risk", "people"):
            self.assertIn(f"](figures/{name}.png)", text)
            self.assertLess((self.folder / "figures" / f"{name}.png").stat().st_size, 60_000)
        self.run_card(REPORT)
        self.assertEqual(self.card(), text)

    @unittest.skipUnless(importlib.util.find_spec("matplotlib"), "needs matplotlib")
    def test_what_has_no_figures_is_not_drawn(self):
        self.assertEqual(self.run_card({**REPORT, "sets": {"fairface": GROUPS}}).stderr, "")
        self.assertNotIn("![", self.card())

    @unittest.skipUnless(importlib.util.find_spec("matplotlib"), "needs matplotlib")
    def test_a_folder_that_cannot_be_made_leaves_the_card_alone(self):
        (self.folder / "figures").write_text("in the way")
        self.refuses(REPORT, "figures: File exists")

    def test_bad_input_is_answered_with_one_line(self):
        self.refuses("{", "val.json: not what npm run evaluate")
        self.refuses([], "val.json: not what npm run evaluate")
        self.refuses({"pictures": []}, "val.json: not what npm run evaluate")
        (self.folder / "MODEL_CARD.md").write_text("# Card\n<!-- /figures -->\n<!-- figures -->\n")
        self.refuses(REPORT, "MODEL_CARD.md: no <!-- figures -->")


if __name__ == "__main__":
    unittest.main()
