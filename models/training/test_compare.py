"""cd models/training && python3 -m unittest"""

import pathlib
import tempfile
import unittest
import unittest.mock

import torch

import compare
from nets.counts import parameters
from paper import results
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

    def test_each_learns_one_batch(self):
        """Two brightnesses, two ages: the error falls by a third."""
        ages = torch.tensor([20.0, 60.0] * 4)
        for row in ROWS:
            if row.name == "DenseNet":
                continue  # takes too long on a CPU
            with self.subTest(row.name):
                torch.manual_seed(0)
                net = row.build()
                x = (ages[:, None, None, None, None] / 50 - 0.8 + torch.zeros(1, row.crops, 3, 64, 64)).contiguous()
                x = x + 0.1 * torch.randn(x.shape)
                optimizer = torch.optim.AdamW(net.parameters(), 3e-3)
                off = [compare.step(net, optimizer, x, ages, x.device) for _ in range(25)]
                self.assertLess(min(off[10:]), 0.67 * max(off[:3]))


class Heads(unittest.TestCase):
    def test_the_best_answer_says_the_age(self):
        """Answers that are trained for themselves, without a net, end at the age, and cost least there."""
        ages = torch.tensor([3.0, 37.0, 64.0])
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
                self.assertLess(off, 6 if row.name == "Ranking-CNN" else 1.5)


class Compare(unittest.TestCase):
    def test_a_run_that_was_cut_off_ends_as_one_that_was_not(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            write_data(folder)
            patches = {"FACES": 6 * compare.BATCH, "KEPT_S": -1, "MIX": {"aaf": 1.0}}
            row = BY_NAME["C3AE plain"]
            with unittest.mock.patch.multiple(compare, **patches):
                course = compare.Course(folder)
                (folder / "whole").mkdir()
                (folder / "cut").mkdir()
                device = torch.device("cpu")
                whole = compare.train(row, 0, course, folder / "whole", device, 0)
                steps = iter(range(3))

                def stop(*args):
                    if next(steps, None) is None:
                        raise KeyboardInterrupt
                    return real(*args)

                real = compare.step
                with unittest.mock.patch.object(compare, "step", stop), self.assertRaises(KeyboardInterrupt):
                    compare.train(row, 0, course, folder / "cut", device, 0)
                cut = compare.train(row, 0, course, folder / "cut", device, 0)
                self.assertEqual(cut["aaf"], whole["aaf"])
                results.write([whole], folder / "results.jsonl")
                self.assertEqual(results.read(folder / "results.jsonl"), [whole])


if __name__ == "__main__":
    unittest.main()
