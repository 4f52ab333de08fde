"""cd models/training && python3 -m unittest"""

import csv
import importlib.util
import json
import pathlib
import tempfile
import unittest
import unittest.mock
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.nn.functional as F

import blend
import calibrate
import distill
import fused
import pictures
import stretch
import teach
from augment import Augment, identity
from data import RECORD, Faces, Teacher, centre, crop_settings, read_labels
from evaluate import load_net, predict
from export import tensors, write
from loss import distillation, divergence, two_points, years_off
from nets.c3ae import C3AE, Architecture, plain
from nets.counts import macs, parameters
from render import COLUMNS, render
from reshape import grow, narrow_layer, reshape
from train import parse, train

BINS = Architecture().bins


def settled(seed=0):
    """A full net whose batch norm is not the identity."""
    torch.manual_seed(seed)
    net = C3AE()
    for name, value in [*net.named_parameters(), *net.named_buffers()]:
        if ".bn" in name and value.is_floating_point():
            value.data.uniform_(0.5, 1.5)
    return net.eval()


def write_data(folder, count=48, smooth=False):
    """Crops whose brightness tells the age, the same over a crop if `smooth`."""
    random = np.random.default_rng(0)
    (folder / "crops").mkdir()
    labels, rows = [], []
    with open(folder / "crops" / "crops-0-of-1.u8", "wb") as file:
        for i in range(count):
            age, name = int(random.integers(0, 80)), f"{i}.jpg"
            look = np.linspace(0, 60, RECORD) if smooth else random.integers(0, 60, RECORD)
            file.write((look + 2 * age).astype(np.uint8).tobytes())
            group = (age // 10 * 10, age // 10 * 10 + 9) if i % 2 else (age, age)
            labels.append(("fairface" if i % 2 else "aaf", name, *group, "val" if i % 4 < 2 else "train", f"c{i}", ""))
            rows.append((labels[-1][0], name, 0.9, 100, 1))
        file.write(b"torn")
    for path, header, lines in (
        (folder / "labels.csv", "set,file,low,high,split,cluster,note", labels),
        (folder / "crops" / "crops-0-of-1.csv", "set,file,score,sidePx,cover", rows),
    ):
        with open(path, "w", newline="") as file:
            csv.writer(file).writerows([header.split(","), *lines])


class Counts(unittest.TestCase):
    def test_parameters_are_the_papers(self):
        self.assertEqual(parameters(C3AE(plain())), 36_377)
        self.assertEqual(parameters(C3AE(plain(conv5_bias=False))), 36_345)
        full = C3AE(Architecture(bins_last=70))
        self.assertEqual(parameters(full), 39_741)
        self.assertEqual(parameters(full.trunk), 36_364 + 3_072)

    def test_multiply_accumulates(self):
        counts = macs(C3AE(plain()), (1, 1, 3, 64, 64))
        convolutions = [counts[f"trunk.conv{i}"] for i in range(1, 6)]
        self.assertEqual(convolutions, [3_321_216, 7_750_656, 1_327_104, 147_456, 16_384])

    def test_every_ablation_runs(self):
        for changes in (
            {"residual": True}, {"se": False}, {"mirror": False}, {"cascade": False}, {"context": False}, {"bins_step": 5}, {"features": 20},
        ):  # fmt: skip
            net = C3AE(Architecture(**changes))
            features, _, age = net(torch.zeros(2, net.architecture.crops, 3, 64, 64))
            wanted = net.architecture.features * net.architecture.crops
            self.assertEqual((features.shape[1], age.shape), (wanted, (2,)))

    def test_a_face_and_its_mirror_image_get_the_same_answer_once_trained(self):
        x = torch.rand(4, 3, 3, 64, 64) * 2 - 1
        for mirror in (True, False):
            net = C3AE(Architecture(mirror=mirror)).eval()
            same = torch.allclose(net(x)[0], net(x.flip(-1))[0], atol=1e-5)
            self.assertEqual(same, mirror)


class Reshape(unittest.TestCase):
    def setUp(self):
        self.x = torch.rand(6, 3, 3, 64, 64, generator=torch.Generator().manual_seed(3)) * 2 - 1

    def answer(self, net):
        with torch.no_grad():
            return net.eval()(self.x)[2]

    def test_a_grown_net_gives_the_same_answer(self):
        net, wider = settled(), C3AE(Architecture(channels="40,32,48,56", features=20))
        wider.load_state_dict(grow(net.state_dict(), wider))
        torch.testing.assert_close(self.answer(wider), self.answer(net), atol=1e-3, rtol=0)

    def test_what_has_no_say_is_dropped_without_loss(self):
        net = settled()
        net.trunk.conv2.weight.data[:, [1, 5, 30]] = 0
        weights = narrow_layer(net, self.x, 1, 29)
        kept = [at for at in range(32) if at not in (1, 5, 30)]
        torch.testing.assert_close(weights["trunk.conv1.weight"], net.trunk.conv1.weight[kept].detach())
        fitted, before = weights["trunk.conv2.weight"], net.trunk.conv2.weight[:, kept].detach()
        self.assertLess((fitted - before).norm() / before.norm(), 0.05)

    def test_widths_and_features_become_those_wanted(self):
        net = reshape(settled(), self.x, "24,28,40,32", 5)
        self.assertEqual((net.architecture.channels, net.architecture.features), ("24,28,40,32", 5))
        self.assertTrue(torch.isfinite(self.answer(net)).all())
        with self.assertRaises(SystemExit):
            reshape(settled(), self.x, "24,28,40,16", 5)


class Blend(unittest.TestCase):
    def test_the_mean_of_weights(self):
        one, other = settled(0).state_dict(), settled(1).state_dict()
        mean = blend.blend([one, other], [0.75, 0.25])
        name = "trunk.conv2.weight"
        torch.testing.assert_close(mean[name], 0.75 * one[name] + 0.25 * other[name])
        with self.assertRaisesRegex(SystemExit, "another shape"):
            blend.blend([one, C3AE(Architecture(features=20)).state_dict()], [0.5, 0.5])


class Stretch(unittest.TestCase):
    def test_the_least_slope_that_brings_the_groups_into_their_bounds(self):
        low, high = np.array([50.0, 60, 60, 70, 66]), np.array([59.0, 69, 69, 100, 66])
        age = np.array([50.0, 58, 60, 65, 10])  # the last has no group
        distribution = two_points(torch.from_numpy(age).float(), BINS).numpy()
        slope, means = stretch.least_slope(age, distribution, low, high, BINS, 50)
        self.assertEqual(slope, 0.4)  # 65 + 0.4 · 15 ≥ 70 > 65 + 0.3 · 15
        self.assertEqual([*means], [60, 70])
        self.assertAlmostEqual(means[70], 71, places=4)
        with self.assertRaisesRegex(SystemExit, "no slope below"):
            stretch.least_slope(age, distribution, low, high, BINS, 64.9)
        with self.assertRaisesRegex(SystemExit, "no validation face"):
            stretch.least_slope(age, distribution, low, high, BINS, 80)

    def test_ages_up_to_the_year_stay(self):
        net, x = settled(), torch.rand(6, 3, 3, 64, 64) * 2 - 1
        _, log_p, before = net(x)
        net.load_state_dict(stretch.stretched(net.state_dict(), BINS, 0.5, 50))
        _, same, after = net(x)
        torch.testing.assert_close(same, log_p)
        further = log_p.exp()[:, 6:] @ torch.tensor([5.0, 10, 15, 20, 25])
        torch.testing.assert_close(after, before + further, atol=1e-4, rtol=0)


class Loss(unittest.TestCase):
    def test_two_points(self):
        label = two_points(torch.tensor([68.0, 30.0, 0.0, 116.0]), BINS)
        expected = torch.zeros(4, 11)
        expected[0, 6], expected[0, 7], expected[1, 3], expected[2, 0], expected[3, 10] = 0.2, 0.8, 1, 1, 1
        torch.testing.assert_close(label, expected, atol=1e-6, rtol=0)

    def test_divergence_of_an_exact_age_is_kl_to_the_two_points_label(self):
        log_p = F.log_softmax(torch.randn(5, 11), 1)
        age = torch.tensor([0.0, 7.0, 40.0, 83.0, 110.0])
        kl = F.kl_div(log_p, two_points(age, BINS), reduction="none").sum(1)
        torch.testing.assert_close(divergence(log_p, age, age, 10), kl)

    def test_group_costs_nothing_inside(self):
        low, high = torch.tensor([20.0, 70.0, 20.0]), torch.tensor([29.0, 100.0, 29.0])
        log_p = torch.full((3, 11), 1e-9)
        log_p[0, 2], log_p[0, 3], log_p[1, 7:], log_p[2, 5] = 0.6, 0.4, 0.25, 1.0
        cost = divergence(log_p.log(), low, high, 10)
        self.assertLess(cost[:2].max(), 1e-6)
        self.assertGreater(cost[2], 5)

    def test_years_off(self):
        age, low = torch.tensor([29.9, 20.0, 18.0, 31.0, 31.0]), torch.tensor([20.0, 20, 20, 20, 30])
        off = years_off(age, low, torch.tensor([29.0, 29, 29, 29, 30]))
        torch.testing.assert_close(off, torch.tensor([0.0, 0, 2, 1, 1]))


    def test_distillation_is_nothing_for_the_teachers_own_answer(self):
        p = torch.softmax(torch.randn(3, 11), 1)
        age = torch.tensor([4.0, 33.0, 61.0])
        cost = distillation(p.log(), age, p, age, age + 9, age + 9, 10)
        torch.testing.assert_close(cost, torch.zeros(3), atol=1e-5, rtol=0)

    def test_a_group_limits_the_teachers_age(self):
        p = torch.softmax(torch.randn(1, 11), 1)
        low, high = torch.tensor([20.0]), torch.tensor([29.0])
        cost = distillation(p.log(), torch.tensor([25.0]), p, torch.tensor([41.0]), low, high, 10)
        torch.testing.assert_close(cost, torch.tensor([5.0]), atol=1e-5, rtol=0)


@unittest.skipIf(fused.load() is None, "no C compiler")
class Augmentation(unittest.TestCase):
    def setUp(self):
        self.pixels = torch.randint(0, 256, (16, 3, 80, 80, 3), dtype=torch.uint8)

    def run_with(self, **changes):
        """Rows that change nothing, but for `changes`: part_index=value."""
        columns = {part: list(values) for part, values in identity(16).items()}
        for name, value in changes.items():
            part, index = name.split("_")
            columns[part][int(index)] = torch.full_like(columns[part][int(index)], float(value))
        augment = Augment(128)
        augment.random = torch.Generator().manual_seed(0)
        return augment.run(self.pixels, torch.tensor([0.5, 1.0, 2.0]).expand(16, 3), sum(columns.values(), []))

    def inner(self):
        """The inner 64x64 in -1..1."""
        return (self.pixels[:, :, 8:-8, 8:-8].float() / 127.5 - 1).permute(0, 1, 4, 2, 3)

    def test_nothing_changed_is_what_the_engine_feeds(self):
        scales, fill, reach = crop_settings()
        columns = sum(identity(16, reach).values(), ())
        augment = Augment(fill, reach=reach)
        augment.random = torch.Generator().manual_seed(0)
        unmoved = augment.run(self.pixels, torch.tensor(scales).expand(16, 3), columns)
        torch.testing.assert_close(unmoved, centre(self.pixels))
        torch.testing.assert_close(unmoved[:, 2:], centre(self.pixels[:, 2:], 2))

    def test_nothing_is_seen_beyond_the_reach(self):
        scales, tight = torch.tensor([0.5, 1.0, 1.4]).expand(16, 3), torch.zeros(16)

        def grey(share):
            """How many pixels of the crops are fill [16, 3]."""
            augment = Augment(128, old=0, light=0, share=share, reach=0.56)
            out = augment(self.pixels, scales, tight, torch.Generator().manual_seed(1))
            return (out == torch.tensor(128 / 127.5 - 1)).all(2).sum((2, 3))

        self.assertEqual(grey(0).unique(dim=0).tolist(), [[0, 0, 64**2 - 52**2]])  # 0.56 of 1.4 is 25.6 of 64 pixels
        self.assertGreater(len(grey(1)[:, 2].unique()), 5)

    def test_mirror_and_shift(self):
        torch.testing.assert_close(self.run_with(place_2=-1), self.inner().flip(-1))
        moved = self.run_with(place_3=3 / 64)[:, 1]  # three pixels of the middle crop, right and down
        torch.testing.assert_close(moved[..., :-3, :-3], self.inner()[:, 1, ..., 3:, 3:])

    def test_fine_steps_of_compression_change_little_and_coarse_ones_much(self):
        seen = self.inner()
        self.assertLess((self.run_with(look_9=1e-4) - seen).abs().max(), 0.01)
        self.assertGreater((self.run_with(look_9=0.3) - seen).abs().mean(), 0.1)

    def test_light_falls_off_by_face_sizes(self):
        lit = (self.run_with(look_2=0.4) + 1) / (self.inner() + 1).clamp(min=1e-3)
        for crop, scale in enumerate((0.5, 1.0, 2.0)):
            dark, bright = (torch.tensor(0.8 * scale * (at / 64 - 0.5)).exp() for at in (0.5, 63.5))
            upper, lower = lit[:, crop, :, 0, 0], lit[:, crop, :, 63, 63]
            torch.testing.assert_close(upper[upper > 0].median(), dark, rtol=0.01, atol=0)
            self.assertLessEqual(lower.max(), bright * 1.01)  # what gets too bright is cut off
            self.assertGreater(lower.max(), bright * 0.99)

    def test_the_picture_ends_at_its_edges(self):
        seen, cut = self.inner(), self.run_with(cover_0=0.25)
        for crop, edge in ((0, 0), (1, 16), (2, 24)):  # crops of 0.5, 1 and 2 face sizes
            inside = F.pad(torch.ones(64 - 2 * edge, 64 - 2 * edge), (edge,) * 4).bool()
            torch.testing.assert_close(cut[:, crop, :, inside], seen[:, crop, :, inside])
            self.assertLess((cut[:, crop, :, ~inside] - (128 / 127.5 - 1)).abs().sum(), 1e-3)

    def test_a_share_of_the_faces_stays_as_it_is(self):
        scales, tight = torch.ones(16, 3), torch.full((16,), 0.5)
        out = Augment(128, share=0.5)(self.pixels, scales, tight, torch.Generator().manual_seed(1))
        seen = self.inner()
        same = [any(torch.allclose(a, b, atol=1e-5) for b in (seen[i], seen[i].flip(-1))) for i, a in enumerate(out)]
        self.assertTrue(2 < sum(same) < 14)

    def test_noise_has_the_strength_it_says(self):
        self.pixels.fill_(128)
        self.assertAlmostEqual((self.run_with(look_6=0.1) - self.inner()).std().item(), 0.1, delta=0.003)
        self.assertAlmostEqual((self.run_with(look_7=0.1) - self.inner()).std().item(), 0.1, delta=0.005)

    def test_the_generator_decides_everything(self):
        scales, tight = torch.tensor([0.7, 1, 1.4]).expand(16, 3), torch.full((16,), 0.5)
        one, same, other = (Augment(128)(self.pixels, scales, tight, torch.Generator().manual_seed(i)) for i in (1, 1, 2))
        self.assertEqual(one.shape, (16, 3, 3, 64, 64))
        self.assertTrue(torch.equal(one, same))
        self.assertFalse(torch.equal(one, other))
        self.assertLessEqual(one.abs().max(), 1)


class WholePictures(unittest.TestCase):
    def setUp(self):
        self.scales, self.fill, self.reach = crop_settings()
        self.sharpness = pictures.sharpness(self.scales)

    def crops(self, waves, count=1):
        """The crops [count, 3, 80, 80, 3] of a pattern of `waves` a face size, cut from the pattern itself."""
        parts = []
        for scale in self.scales:
            at = (torch.arange(80) + 0.5 - 40) / 64 * scale * 2 * torch.pi * waves
            x, y = at[None], at[:, None]
            parts.append(torch.stack([(x + y / 3).sin(), (y - x / 4).cos(), (x / 2).sin() * (y / 2 + 1).sin()], -1) * 90 + 128)
        return torch.stack(parts).round().byte()[None].repeat(count, 1, 1, 1, 1)

    def rendered(self, pixels, rows):
        """The crops of the rendered pictures."""
        torch.manual_seed(0)
        return pictures.Cut()(*render(pictures.compose(pixels, self.scales), rows, self.sharpness))

    def rows(self, n, **changes):
        """Rows that change nothing, but for `changes`: columns of that name."""
        rows = torch.cat(sum(identity(n).values(), ()), 1)
        starts = dict(zip(COLUMNS, np.cumsum([0, *COLUMNS.values()])))
        for name, value in changes.items():
            rows[:, starts[name] : starts[name] + COLUMNS[name]] = torch.tensor(value, dtype=torch.float32)
        return rows

    def test_crops_come_back_from_a_picture(self):
        pixels = self.crops(2)
        whole = pictures.compose(pixels, self.scales).permute(0, 3, 1, 2) / 127.5 - 1
        off = (pictures.Cut()(whole, pictures.upright(1, self.reach)) - centre(pixels)).abs() * 127.5
        self.assertEqual(off[:, 0].max().round(), 0)
        self.assertLess(off.max(), 5)

    def test_rendered_as_crops_are(self):
        n = 200
        augment = Augment(self.fill, old=0.5, geometry=0.5, reach=self.reach)
        drawn = torch.cat(augment.rows(n, 3, torch.full((n,), 0.3), torch.Generator().manual_seed(5)), 1)
        kept = self.rows(n, noise=-1, grain=-1, erase=-1)  # chance, and what lies elsewhere
        rows = torch.where(kept == -1, self.rows(n, erase=-1), drawn)
        for waves, crop, margin, limits in ((13, 0, 8, (0.5, 1.5)), (1, 2, 0, (1.2, 1.6))):
            pixels = self.crops(waves, n)
            expected = augment.run(pixels, torch.tensor(self.scales).expand(n, 3), [rows])[:, crop]
            off = (self.rendered(pixels, rows)[:, crop] - expected).abs()[..., margin : 64 - margin, margin : 64 - margin] * 127.5
            off = off.flatten(1).mean(1)
            self.assertLess(off.median(), limits[0])
            self.assertLess(off.mean(), limits[1])

    def test_compressed_as_crops_are(self):
        pixels = torch.randint(0, 256, (4, 3, 80, 80, 3), dtype=torch.uint8)
        rows = self.rows(4, step=0.06)
        expected = Augment(self.fill)
        expected.random = torch.Generator()
        expected = expected.run(pixels, torch.tensor(self.scales).expand(4, 3), [rows])[:, 0]
        off = (self.rendered(pixels, rows)[:, 0] - expected).abs()
        self.assertLess(off.mean(), 1e-3)  # a rounding may fall to the other side

    def test_noise_and_grain_have_the_strength_they_say(self):
        pixels = torch.full((40, 3, 80, 80, 3), 128, dtype=torch.uint8)
        for changes in ({"noise": 0.1}, {"grain": 0.1, "grain_side": 64}):
            self.assertAlmostEqual(self.rendered(pixels, self.rows(40, **changes))[:, 0].std().item(), 0.1, delta=0.005)

    def test_what_is_erased_is_one_grey(self):
        erased = self.rendered(self.crops(3), self.rows(1, erase=0, erase_at=(0.1, 0), erase_size=(0.2, 0.1), erase_grey=0.5))
        self.assertTrue((erased[0, 0, :, 28:36, 36:50] == 0.5).all())
        self.assertFalse((erased[0, 0, :, 28:36, 20:30] == 0.5).any())

    @unittest.skipUnless(importlib.util.find_spec("PIL"), "packing needs Pillow")
    def test_a_pack_holds_what_was_packed(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            write_data(folder, smooth=True)
            faces = Faces(folder)
            chosen = np.flatnonzero(faces.split != "test")[::-1]
            with unittest.mock.patch("pictures.MOSAIC", 4):
                pictures.pack(faces, chosen, folder / "pack")
                with unittest.mock.patch("pictures.ProcessPoolExecutor", ThreadPoolExecutor):
                    packed = pictures.unpack(folder / "pack")
            for part, value in pictures.labels_of(faces, chosen).items():
                self.assertEqual(np.array(getattr(packed, part)).tolist(), np.array(value).tolist())
            meant = pictures.compose(faces.pixels(chosen), self.scales)
            self.assertEqual(packed.pixels.shape, meant.shape)
            self.assertLess((packed.pixels.float() - meant).abs().mean(), 3)
            (folder / "pack" / "webp.bin").write_bytes(b"torn")
            with self.assertRaises(SystemExit):
                pictures.unpack(folder / "pack")


class WithData(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        write_data(self.folder)


class Distillation(WithData):
    def setUp(self):
        super().setUp()
        self.faces = Faces(self.folder)
        everyone = np.arange(len(self.faces))
        pixels = pictures.compose(self.faces.pixels(everyone), crop_settings()[0])
        self.pictures = pictures.Pictures(pixels, **pictures.labels_of(self.faces, everyone))

    def settings(self, arguments=""):
        small = "--widths 8,8,8,8 --blocks 1 --teachers 1 --teacher-minutes 0.01 --minutes 0.01 --batch 8 --teacher-batch 8"
        return distill.parse([*small.split(), *arguments.split(), "--pack", "", "--out", str(self.folder / "run")])

    def test_a_face_is_melted_into_the_one_after_it(self):
        whole, melted = (distill.Views(self.pictures, self.settings(f"--old 0 --melted {m}"), 1).take(8) for m in (0, 1))
        self.assertTrue((melted[4] > 0).all() and (whole[4] == 0).all())
        expected = torch.lerp(whole[0], whole[0].roll(1, 0), melted[4][:, None, None, None])
        self.assertLess((melted[0] - expected).abs().flatten(1).mean(1).median(), 1e-5)  # but for the noise of some
        self.assertEqual(melted[5].tolist(), [1] * 8)

    def test_a_melted_face_has_the_ages_of_both(self):
        net, n = C3AE(), 5
        log_p, age = torch.randn(n, len(BINS)).log_softmax(1), torch.rand(n) * 60
        low = torch.tensor([3.0, 20, 41, 8, 66])
        loss_with = [distill.melted_loss(net, log_p, age, low, low, torch.full((n,), melt), 10) for melt in (0.0, 1.0, 0.25)]
        alone = (10 * divergence(log_p, low, low, 10) + years_off(age, low, low)).mean()
        other = (10 * divergence(log_p, low.roll(1), low.roll(1), 10) + years_off(age, low.roll(1), low.roll(1))).mean()
        torch.testing.assert_close(loss_with, [alone, other, 0.75 * alone + 0.25 * other])

    def test_who_is_taught_by_whom(self):
        settings = self.settings("--open-groups drawn --melted 0 --taught 0.8 --taught-exact 0.3")
        self.pictures.high[self.pictures.low == 70] = 100
        *_, share = distill.Views(self.pictures, settings, 1).plan(np.arange(len(self.pictures)), 0)
        exact = self.pictures.low == self.pictures.high
        open_ones = self.pictures.is_open(np.arange(len(self.pictures)))
        self.assertTrue(open_ones.any())
        expected = np.where(open_ones, 0, np.where(exact, 0.3, 0.8))
        np.testing.assert_allclose(share, expected, atol=1e-6)

    def test_teachers_are_kept_and_students_written(self):
        distill.run(self.pictures, self.settings())
        net, _ = load_net(self.folder / "run" / "student-0.pt")
        self.assertEqual(net.architecture.channels, "8,32,32,48")
        Teacher(self.folder / "run" / "answers.npz", self.faces, len(BINS))
        before = (self.folder / "run" / "teacher-0.pt").stat().st_mtime_ns
        distill.run(self.pictures, self.settings())
        self.assertEqual((self.folder / "run" / "teacher-0.pt").stat().st_mtime_ns, before)
        with self.assertRaises(SystemExit):
            distill.run(self.pictures, self.settings("--widths 8,8,8,16"))


@unittest.skipIf(fused.load() is None, "no C compiler")
class Fused(unittest.TestCase):
    def test_same_as_torch(self):
        torch.manual_seed(0)
        z = fused.channels_last(torch.randn(4, 32, 29, 29) * 2 + 1).requires_grad_()
        gamma, beta, gate = (torch.rand(s).add(0.5).requires_grad_() for s in (32, 32, (4, 32)))
        r, k = torch.randn(4, 32, 14, 14), torch.randn(4, 32)
        y, means = fused.NormReluPool.apply(z, gamma, beta, *fused.statistics(z), 1e-5)
        ((fused.Scale.apply(y, gate) * r).sum() + (means * k).sum()).backward()
        mine = [t.grad.double() for t in (z, gamma, beta, gate)]
        z, gamma, beta, gate = (t.detach().double().requires_grad_() for t in (z, gamma, beta, gate))
        y = F.avg_pool2d(F.relu(F.batch_norm(z, None, None, gamma, beta, True)), 2)
        ((y * gate[:, :, None, None] * r).sum() + (y.mean((2, 3)) * k).sum()).backward()
        for a, b in zip(mine, (z, gamma, beta, gate)):
            self.assertLess((a - b.grad).norm() / b.grad.norm(), 0.01)

    def test_the_first_convolution_has_torchs_gradient(self):
        torch.manual_seed(0)
        x, kernel = torch.randn(4, 3, 17, 20), torch.randn(64, 3, 3, 3).requires_grad_()
        gamma, beta = (torch.rand(64).add(0.5).requires_grad_() for _ in range(2))
        r = torch.randn(4, 64, 7, 9)
        z, mean, variance = fused.convolve(x, kernel)
        torch.testing.assert_close(mean, z.double().mean((0, 2, 3)), atol=1e-2, rtol=0)
        y, _ = fused.NormReluPool.apply(z, gamma, beta, mean, variance, 1e-5, x, kernel)
        (y * r).sum().backward()
        mine = [y, *(t.grad.double() for t in (kernel, gamma, beta))]
        kernel, gamma, beta = (t.detach().double().requires_grad_() for t in (kernel, gamma, beta))
        z = F.conv2d(x.double(), kernel)
        y = F.avg_pool2d(F.relu(F.batch_norm(z, None, None, gamma, beta, True)), 2)
        (y * r).sum().backward()
        for a, b in zip(mine, (y, kernel.grad, gamma.grad, beta.grad)):
            self.assertLess((a - b).norm() / b.norm(), 0.02)

    def test_whole_net(self):
        net = settled()
        x = F.interpolate(torch.rand(6, 3, 8, 8) * 2 - 1, size=64, mode="bilinear").view(2, 3, 3, 64, 64)
        with torch.no_grad():
            age = net(x)[2]
            net.fast = True
            torch.testing.assert_close(net(x)[2], age, atol=0.5, rtol=0.02)


class Export(unittest.TestCase):
    def test_folded_weights_give_torchs_answer(self):
        net = settled()
        t = tensors(net)
        x = torch.rand(2, 3, 3, 64, 64) * 2 - 1
        y = x.flatten(0, 1)
        for i in (1, 2, 3, 4):
            y = F.relu(F.conv2d(y, t[f"conv{i}.kernel"].permute(3, 2, 0, 1), t[f"conv{i}.bias"]))
            if i < 4:
                y = F.avg_pool2d(y, 2)
                gate = torch.sigmoid(F.relu(y.mean((2, 3)) @ t[f"se{i}.reduce"]) @ t[f"se{i}.expand"])
                y = y * gate[:, :, None, None]
        y = F.relu(F.conv2d(y, t["conv5.kernel"].permute(3, 2, 0, 1), t["conv5.bias"]))
        features = (y.permute(0, 2, 3, 1).flatten(1) @ t["dense.kernel"] + t["dense.bias"]).view(2, 36)
        p = F.softmax(features @ t["w1.kernel"] + t["w1.bias"], 1)
        with torch.no_grad():
            torch.testing.assert_close((p @ t["w2.kernel"] + t["w2.bias"])[:, 0], net(x)[2], atol=1e-3, rtol=1e-4)

    def test_file_and_description_agree(self):
        with tempfile.TemporaryDirectory() as folder:
            models = pathlib.Path(folder)
            (models / "models.json").write_text('{"crops": {"fill": 0}, "detector": "another"}')
            write(settled(), {}, models, "1")
            description = json.loads((models / "models.json").read_text())
            last = description["age"]["tensors"][-1]
            crops = description["crops"]
            self.assertEqual((tuple(crops["scales"]), crops["fill"], crops["reach"]), crop_settings())  # those of training
            self.assertEqual(description["detector"], "another")
            self.assertEqual((models / "c3ae.bin").stat().st_size, 4 * (last["offset"] + 1))


class Range(unittest.TestCase):
    def test_covers_what_was_not_seen(self):
        random = np.random.default_rng(0)

        def faces(n):
            """Distributions of two neighbouring bins; the error grows with the spread, is skewed, and half as large on close-ups."""
            age, close_up = random.uniform(5, 90, n), random.random(n) < 0.5
            p = two_points(torch.from_numpy(age).float(), BINS).numpy()
            inputs = calibrate.inputs_of(p, BINS)
            error = (1 + inputs[:, -1]) * (random.exponential(1, n) - 1)
            return age, age + np.where(close_up, 0.5, 1) * error, inputs, close_up

        age, true, inputs, close_up = faces(8000)
        weights = calibrate.regress(inputs, true - age, 800)
        scales = calibrate.fit(age, true, inputs, weights, close_up)
        age, true, inputs, close_up = faces(8000)
        low, high = calibrate.ends(age, inputs, weights, scales, close_up)
        covered = (low <= true) & (true <= high)
        for start in range(10, 90, 20):
            for kind in (True, False):
                part = (close_up == kind) & (age >= start) & (age < start + 20)
                self.assertAlmostEqual(covered[part].mean(), 0.8, delta=0.05)

    def test_without_close_ups_all_faces_speak_for_them(self):
        age = np.full(200, 25.0)
        inputs = calibrate.inputs_of(two_points(torch.from_numpy(age).float(), BINS).numpy(), BINS)
        scales = calibrate.fit(age, age + 1, inputs, -np.ones((2, inputs.shape[1])), np.zeros(200, bool))
        self.assertEqual(scales[True], scales[False])

    def test_a_band_grows_until_it_has_its_faces(self):
        age = np.concatenate((np.full(80, 20.0), np.full(40, 33.0)))
        self.assertEqual(calibrate.band(age, 25).sum(), 120)
        self.assertEqual(calibrate.band(np.full(150, 27.0), 25).sum(), 150)


class Training(WithData):
    def run_to(self, out, faces, *more, stop_at=float("inf")):
        common = ["--data", str(self.folder), "--batch", "8", "--net", "plain", "--crop", "any", "--dropout", "0.2"]
        settings = parse([*common, "--out", str(self.folder / out), "--faces", str(faces), "--every", "1e9", *more])
        train(settings, stop_at)
        return load_net(self.folder / out / "last.pt")[1]

    def test_a_resumed_run_is_the_same_run(self):
        whole = self.run_to("whole", 64)
        self.run_to("parts", 64, stop_at=24)
        parts = self.run_to("parts", 64)
        self.assertEqual(parts["seen"], 64)
        for name, value in whole["net"].items():
            torch.testing.assert_close(parts["net"][name], value, atol=1e-5, rtol=1e-3)

    def test_a_net_learns_from_a_teacher(self):
        self.run_to("teacher", 8, "--net", "full")
        path = str(self.folder / "teacher.npz")
        teach.main(["--data", str(self.folder), "--checkpoint", str(self.folder / "teacher/last.pt"), "--out", path])
        faces = Faces(self.folder)
        chosen = faces.select("train")[:2]
        age, p = Teacher(path, faces, 11).answers(chosen)
        self.assertEqual((age.shape, p.shape), ((2,), (2, 11)))
        torch.testing.assert_close(p.sum(1), torch.ones(2))
        self.run_to("student", 8, "--net", "full", "--teacher", path)
        years = ("--net", "full", "--mix", "fairface=0")
        alone = self.run_to("alone", 8, *years)["net"]["w1.weight"]
        same = self.run_to("same", 8, *years, "--teacher", path, "--taught-exact", "0")["net"]["w1.weight"]
        other = self.run_to("other", 8, *years, "--teacher", path)["net"]["w1.weight"]
        self.assertTrue(torch.equal(same, alone))
        self.assertFalse(torch.equal(other, alone))
        with self.assertRaisesRegex(SystemExit, "the net has 21"):
            self.run_to("finer", 8, "--net", "full", "--teacher", path, "--bins-step", "5")
        with self.assertRaisesRegex(SystemExit, "no file of teach.py"):
            Teacher(self.folder / "labels.csv", faces, 11)
        np.savez(path, name=faces.name[:0], age=np.zeros(0), distribution=np.zeros((0, 11)))
        with self.assertRaisesRegex(SystemExit, "run teach.py again"):
            Teacher(path, faces, 11)

    def test_a_net_of_a_fold_answers_for_what_it_never_saw(self):
        faces = Faces(self.folder)
        chosen = faces.select("train", conflicts=True)
        parts = [faces.unseen(f"{k}/2")[chosen] for k in (0, 1)]
        self.assertTrue((parts[0] ^ parts[1]).all() and parts[0].any() and parts[1].any())
        for cluster in np.unique(faces.cluster[chosen]):
            self.assertEqual(len(np.unique(parts[0][faces.cluster[chosen] == cluster])), 1)
        for k in (0, 1):
            self.run_to(f"fold{k}", 8, "--net", "full", "--fold", f"{k}/2")
        paths = [str(self.folder / f"fold{k}" / "last.pt") for k in (0, 1)]
        out = str(self.folder / "folds.npz")
        teach.main(["--data", str(self.folder), "--views", "1", "--checkpoint", *paths, "--out", out])
        told = Teacher(out, faces, 11).answers(chosen)[0].numpy()
        for path, mine in zip(paths, parts):
            np.testing.assert_allclose(told[mine], predict(load_net(path)[0], faces, chosen[mine])[0], atol=0.1)
        with self.assertRaisesRegex(SystemExit, "another --fold"):
            self.run_to("fold0", 16, "--net", "full", "--fold", "1/2")
        with self.assertRaisesRegex(SystemExit, "all folds"):
            teach.main(["--data", str(self.folder), "--checkpoint", paths[0], "--out", out])
        for bad in ("2/2", "0/1", "half"):
            with self.assertRaisesRegex(SystemExit, "--fold"):
                faces.unseen(bad)

    def test_bad_age_stops(self):
        path = self.folder / "bad.csv"
        path.write_text("set,file,low,high,split\naaf,1.jpg,130,130,train\n")
        with self.assertRaisesRegex(SystemExit, "line 2.*0..120"):
            read_labels(path)

    def test_cover_that_is_no_number_stops(self):
        path = self.folder / "crops" / "crops-0-of-1.csv"
        path.write_text("set,file,cover\naaf,0.jpg,wide\n")
        with self.assertRaisesRegex(SystemExit, "cover is a number"):
            Faces(self.folder)

    def test_ages_are_drawn_from_within_groups(self):
        faces = Faces(self.folder)
        faces.low, faces.high = np.float32([20, 30, 70, 90]), np.float32([20, 39, 100, 100])
        chosen = np.repeat(np.arange(4), 500)
        ages = faces.ages(chosen, np.random.default_rng(0)).reshape(4, 500)
        self.assertEqual([set(row) for row in ages], [{20}, set(range(30, 40)), set(range(70, 86)), {90}])

    def test_only_a_group_without_an_end_becomes_an_age(self):
        faces = Faces(self.folder)
        faces.low, faces.high = np.float32([20, 30, 70]), np.float32([20, 39, 100])
        low, high = faces.labels(np.arange(3), np.random.default_rng(0))
        self.assertEqual((low[:2].tolist(), high[:2].tolist(), low[2]), ([20, 30], [20, 39], high[2]))
        self.assertTrue(70 <= low[2] <= 85)
        self.assertEqual(faces.labels(np.arange(3))[1][2], 100)
        self.run_to("drawn", 8, "--open-groups", "drawn")

    def test_another_architecture_stops(self):
        self.run_to("run", 8)
        settings = parse(["--data", str(self.folder), "--out", str(self.folder / "run"), "--faces", "8"])
        with self.assertRaisesRegex(SystemExit, "another architecture"):
            train(settings)


if __name__ == "__main__":
    unittest.main()
