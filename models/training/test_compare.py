"""cd models/training && python3 -m unittest"""

import math
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import unittest.mock

import torch

import compare
import fgnet
from nets.counts import macs, normed, parameters
from paper import report, results
from paper.rows import ROWS, Crops
from test_training import write_data

# Table 2 of the paper; the last two are of Table 5, in thousands there.
PAPER = {
    "C3AE plain": 36_377, "SSR-Net": 40_915,
    "MobileNet-V2 (0.25, 4)": 107_129, "MobileNet-V2 (0.25, 6)": 153_561, "MobileNet-V2 (0.5, 4)": 354_713,
    "MobileNet-V2 (0.5, 6)": 518_857, "MobileNet-V2 (0.75, 4)": 747_961, "MobileNet-V2 (0.75, 6)": 1_102_537,
    "ShuffleNet-V2 (0.25, 0.5)": 76_589, "ShuffleNet-V2 (0.25, 1)": 464_185, "ShuffleNet-V2 (0.5, 0.5)": 155_753,
    "ShuffleNet-V2 (0.5, 1)": 1_284_087, "ShuffleNet-V2 (0.75, 0.5)": 250_829, "ShuffleNet-V2 (0.75, 1)": 2_473_043,
    "MobileNet-V1": 226_309, "DenseNet": 242_009,
}  # fmt: skip
BY_NAME = {row.name: row for row in ROWS}


class Rows(unittest.TestCase):
    def test_names_are_unique(self):
        self.assertEqual(len(BY_NAME), len(ROWS))

    def test_parameters_are_the_papers(self):
        self.assertEqual({name: parameters(BY_NAME[name].build()) for name in PAPER}, PAPER)

    def test_multiply_accumulates_are_the_papers_but_for_what_a_profiler_adds(self):
        """1.02 for each parameter and 1.59 for each value that leaves batch norm, as docs/paper.md explains."""
        for name, (_, theirs) in report.PAPER.items():
            if theirs is not None:
                net, crops = BY_NAME[name].build(), (1, BY_NAME[name].crops, 3, 64, 64)
                added = 1.02 * parameters(net) + 1.59 * sum(normed(net, crops).values())
                with self.subTest(name):
                    self.assertAlmostEqual((sum(macs(net, crops).values()) + added) / 1e6, theirs, delta=0.12)

    def test_a_difference_is_between_runs_of_one_seed(self):
        def line(row, seed, years):
            return {"row": row, "seed": seed, "utkface": years, "aaf": years + 1}

        lines = [line("C3AE plain", 0, 7.0), line("C3AE plain", 1, 8.0), line("DEX", 1, 6.5), line("DEX", 2, 9.0), line("C3AE full", 1, 5.0)]
        lines[-1]["aaf"] = 7.0
        self.assertEqual(report.differences("DEX", "C3AE plain", lines), [-1.5])
        self.assertEqual(report.differences("C3AE full", "C3AE plain", lines, ("aaf",)), [-2.0])
        self.assertTrue({row.base for row in ROWS} <= BY_NAME.keys())
        self.assertEqual(BY_NAME["SSR-Net, 4 times"].base, "C3AE plain, 4 times")

    def test_each_learns_one_batch(self):
        """Two brightnesses, two ages; who says 40 years of all is 20 off."""
        ages = torch.tensor([20.0, 60.0] * 4)
        for row in ROWS:
            if row.name == "DenseNet" or row.group == "longer":
                continue  # takes too long on a CPU; is a net of another row
            with self.subTest(row.name):
                torch.manual_seed(0)
                net = row.build()
                x = (ages[:, None, None, None, None] / 50 - 0.8 + torch.zeros(1, row.crops, 3, 64, 64)).contiguous()
                x = x + 0.1 * torch.randn(x.shape)
                optimizer = torch.optim.AdamW(net.parameters(), 3e-3)
                off = [compare.step(net, optimizer, x, ages, x.device) for _ in range(25)]
                self.assertLess(min(off[10:]), 12)


class Heads(unittest.TestCase):
    def test_the_best_answer_says_the_age(self):
        """Answers that are trained for themselves, without a net, end at the age, and cost least there."""
        ages = torch.tensor([1.0, 37.0, 64.0])
        for row in (row for row in ROWS if row.group == "heads"):
            with self.subTest(row.name):
                torch.manual_seed(0)
                head = row.build().head
                features = torch.randn(3, 108 if row.name == "Ranking-CNN" else 12, requires_grad=True)
                optimizer = torch.optim.Adam([features, *head.parameters()], 0.05)
                for _ in range(400):
                    optimizer.zero_grad()
                    head.loss(head(features), ages).backward()
                    optimizer.step()
                off = (head.age(head(features)) - ages).abs().max().item()
                # Between two of its ages Ranking-CNN knows no more.
                self.assertLess(off, 5 if row.name == "Ranking-CNN" else 1.5)

    def test_losses_where_nothing_is_known(self):
        """An answer of zeros is as likely for each year, bin or rank; the face is 40."""
        age, known = torch.tensor([40.0]), math.log(101)
        normal = math.log(2 * math.sqrt(2 * math.pi * math.e))  # entropy of the label, a spread of two years
        expected = {
            "MR-CNN": (35 - 40) ** 2, "DEX": known, "OR-CNN": 100 * math.log(2),
            "label distribution (Geng)": known - normal, "label distribution (Gao)": known - normal + 10,
            "mean-variance": known + 0.2 * 10**2 / 2 + 0.05 * (101**2 - 1) / 12,
            "two-points": 10 * math.log(11) + 10, "Ranking-CNN": 9 * math.log(2),
        }  # fmt: skip
        for row in (row for row in ROWS if row.group == "heads"):
            head = row.build().head
            last = head.w1 if row.name == "two-points" else head.dense
            torch.nn.init.zeros_(last.weight)
            torch.nn.init.zeros_(last.bias)
            with self.subTest(row.name):
                loss = head.loss(head(torch.ones(1, 108 if row.name == "Ranking-CNN" else 12)), age).item()
                self.assertAlmostEqual(loss, expected[row.name], delta=0.01)

    def test_ranking_says_the_middles(self):
        """Younger than all of its ages, between the first two, older than all."""
        head = BY_NAME["Ranking-CNN"].build().head
        answers = torch.full((3, 9), -30.0)
        answers[1, 0] = 30.0
        answers[2] = 30.0
        self.assertEqual(head.age(answers).tolist(), [2.5, 10.0, 90.0])


class Training(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        write_data(self.folder)

    def test_a_run_that_was_cut_off_ends_as_one_that_was_not(self):
        row, device = BY_NAME["C3AE plain"], torch.device("cpu")
        with unittest.mock.patch.multiple(compare, KEPT_S=-1, MIX={"aaf": 1.0}):
            course = compare.course_of(self.folder, 0)
            whole = compare.train(compare.Run(row, 0, "whole", 6 * compare.BATCH), course, self.folder, device)
            run = compare.Run(row, 0, "cut", 6 * compare.BATCH)
            steps = iter(range(3))

            def stop(*args):
                if next(steps, None) is None:
                    raise KeyboardInterrupt
                return real(*args)

            real = compare.step
            with unittest.mock.patch.object(compare, "step", stop), self.assertRaises(KeyboardInterrupt):
                compare.train(run, course, self.folder, device)
            self.assertEqual(compare.train(run, course, self.folder, device), whole)

    def test_rows_of_a_seed_see_the_same_draws(self):
        """Nets of one crop the middle one of those of three, but where that is erased in one of them."""
        with unittest.mock.patch.multiple(compare, MIX={"aaf": 1.0}):
            first, second = compare.course_of(self.folder, 0), compare.course_of(self.folder, 1)
        (x, ages), (again, _), (three, same_ages) = first.batch(0, 1), first.batch(0, 1), first.batch(0, 3)
        self.assertTrue(torch.equal(x, again))
        self.assertTrue(torch.equal(ages, same_ages))
        same = (x[:, 0] == three[:, 1]).flatten(1).all(1).float().mean()
        self.assertGreater(same, 0.6)
        self.assertFalse(torch.equal(x, second.batch(0, 1)[0]))
        self.assertFalse(torch.equal(x, first.batch(compare.BATCH, 1)[0]))

    def test_ages_beyond_the_oldest_count_as_it(self):
        with unittest.mock.patch.multiple(compare, MIX={"aaf": 1.0}):
            course = compare.course_of(self.folder, 0)
        course.faces.low[:] = 116
        self.assertEqual(course.batch(0, 1)[1].unique().tolist(), [100])
        compare.faces_of.cache_clear()

    def test_a_checkpoint_of_another_run_is_refused(self):
        row, device = BY_NAME["C3AE plain"], torch.device("cpu")
        with unittest.mock.patch.multiple(compare, KEPT_S=-1, MIX={"aaf": 1.0}):
            course = compare.course_of(self.folder, 0)
            compare.train(compare.Run(row, 0, "one", 3 * compare.BATCH), course, self.folder, device)
            with self.assertRaisesRegex(ValueError, "384 faces"):
                compare.train(compare.Run(row, 0, "one", 2 * compare.BATCH), course, self.folder, device)

    def compare_small(self, faces):
        """Two rows at a time by a process of their own."""
        script = f"""
import pathlib, compare
from paper import results
folder = pathlib.Path({str(self.folder)!r})
results.ROWS = folder / "results.jsonl"
compare.FACES, compare.KEPT_S, compare.MIX = {faces}, -1, {{"aaf": 1.0}}
compare.measure_all([("C3AE plain", 0), ("two-points", 1)], folder, folder, 2)
"""
        here = pathlib.Path(__file__).parent
        return subprocess.Popen([sys.executable, "-c", script], cwd=here, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def test_rows_become_lines(self):
        said = self.compare_small(2 * compare.BATCH).communicate(timeout=120)[0]
        lines = results.read(self.folder / "results.jsonl")
        self.assertEqual([(line["row"], line["seed"]) for line in lines], [("C3AE plain", 0), ("two-points", 1)], said)
        self.assertTrue(all(0 < line["aaf"] < 100 for line in lines))
        self.assertEqual(sorted(path.name for path in self.folder.glob("*.pt")), ["C3AE plain-0.final.pt", "two-points-1.final.pt"])

    def test_no_trainer_outlives_the_first_process(self):
        first = self.compare_small(10**9)
        deadline = time.monotonic() + 120
        while len(list(self.folder.glob("*.pt"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.2)
        self.assertEqual(len(list(self.folder.glob("*.pt"))), 2)
        first.kill()
        first.communicate(timeout=30)  # ends when the last of them has closed its output

    def test_fgnet_tests_on_others(self):
        for path in (self.folder / "labels.csv", *self.folder.glob("crops/*.csv")):
            path.write_text(path.read_text().replace("aaf", "fgnet"))
        with unittest.mock.patch.multiple(fgnet, FACES=2 * compare.BATCH, TESTED=5):
            _, line = fgnet.measure(self.folder, self.folder, None, ("scratch", 3))
            weights = BY_NAME["C3AE full"].build().state_dict()
            weights["head.w2.bias"].fill_(1000.0)
            _, started = fgnet.measure(self.folder, self.folder, weights, ("pre-trained", 3))
            faces = compare.faces_of(self.folder)
            trained, tested = fgnet.split(faces, 3)
            other = fgnet.split(faces, 4)[1]
        self.assertEqual((line["trained"], line["tested"]), (19, 5))
        self.assertEqual(len({*trained, *tested}), 24)
        self.assertNotEqual(list(tested), list(other))
        self.assertTrue(0 < line["mae"] < 100)
        self.assertGreater(started["mae"], 900)


if __name__ == "__main__":
    unittest.main()
