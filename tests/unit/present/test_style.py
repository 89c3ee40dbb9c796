"""Colours that everybody can tell apart, and files that are the same each time."""

from __future__ import annotations

import itertools
import os
import stat
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from simlib.inputs.disciplines import disciplines
from simlib.inputs.files import write_atomically
from simlib.present.charts.accounts import _CAUSE_COLOURS
from simlib.present.draw import style
from simlib.present.draw.style import (
    PALETTE,
    READABLE_CONTRAST,
    contrast,
    image_bytes,
    look_of,
    looks_for,
    on_top_of,
    readable,
    save,
)

mpl.use("Agg")

# Machado, Oliveira, Fernandes (2009), severity 1.0, linear RGB
BLINDNESS = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "ordinary sight": np.eye(3).tolist(),
}
TO_XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.072175],
        [0.0193339, 0.119192, 0.9503041],
    ]
)
LEAST_DISTANCE = 10.0  # CIE 1976; about 2.3 is just noticeable side by side


def lab(colour: str, sight: str) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(BLINDNESS[sight]) @ linear, 0, 1)
    ratio = TO_XYZ @ seen / np.array([0.95047, 1.0, 1.08883])
    f = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", BLINDNESS)
def test_lines_of_one_kind_can_be_told_apart(sight: str) -> None:
    looks = [*style._LOOKS.values(), *(style.Look(colour) for colour in PALETTE)]
    for one, other in itertools.combinations(set(looks), 2):
        if one.dashes == other.dashes:
            distance = np.linalg.norm(lab(one.colour, sight) - lab(other.colour, sight))
            assert distance >= LEAST_DISTANCE, (one, other)


@pytest.mark.parametrize("sight", BLINDNESS)
def test_areas_that_touch_can_be_told_apart(sight: str) -> None:
    for one, other in itertools.combinations(_CAUSE_COLOURS.values(), 2):
        distance = np.linalg.norm(lab(one, sight) - lab(other, sight))
        assert distance >= LEAST_DISTANCE, (one, other)


def test_every_shipped_discipline_has_its_own_look_under_both_its_names() -> None:
    looks = {item.name: look_of(item.client_label) for item in disciplines().values()}
    assert None not in looks.values()
    assert len(set(looks.values())) == len(looks)
    assert all(look_of(name) == look for name, look in looks.items())


def test_a_look_does_not_depend_on_who_else_is_drawn() -> None:
    alone = looks_for(["weekly block"])[0]
    assert looks_for(["Zebra", "monthly call", "weekly block"])[2] == alone
    assert looks_for(["Zebra"]) == looks_for(["Zebra"])


def test_names_never_seen_get_different_colours() -> None:
    names = ["Our plan", "Plan B", "weekly block", "Plan B"]
    assert len(set(looks_for(names))) == 4
    many = looks_for([f"arm {n}" for n in range(7)])
    assert len({look.colour for look in many}) == 7


@pytest.mark.parametrize("colour", [*PALETTE, style.GREY, style.MUTED, "#FFFF00"])
def test_text_is_readable_in_every_colour(colour: str) -> None:
    assert contrast(readable(colour)) >= READABLE_CONTRAST
    assert contrast(on_top_of(colour), colour) >= READABLE_CONTRAST


def picture() -> plt.Figure:
    with style.slide_style():
        figure, axes = plt.subplots(figsize=(3, 2))
        axes.plot([0, 1], [1, 0])
        axes.set_title("Costs $5 and $6")
    return figure


@pytest.mark.parametrize("kind", [".png", ".svg", ".pdf"])
def test_a_figure_has_the_same_bytes_each_time(kind: str) -> None:
    assert image_bytes(picture(), kind=kind) == image_bytes(picture(), kind=kind)
    plt.close("all")


def test_a_png_does_not_name_the_version_that_made_it() -> None:
    content = image_bytes(picture())
    assert b"Software" not in content
    assert b"matplotlib" not in content
    plt.close("all")


def test_save_writes_a_slide_in_a_new_folder(tmp_path: Path) -> None:
    figure = picture()
    target = save(figure, tmp_path / "new" / "chart.png", close=True)
    assert target.read_bytes()[:4] == b"\x89PNG"
    assert not plt.fignum_exists(figure.number)
    assert [path.name for path in target.parent.iterdir()] == ["chart.png"]


def test_another_file_type_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"saved as \.png, \.svg, \.pdf; found '\.jpg'"):
        save(picture(), tmp_path / "chart.jpg")
    with pytest.raises(ValueError, match="no suffix"):
        save(picture(), tmp_path / "chart")
    assert list(tmp_path.iterdir()) == []
    plt.close("all")


def test_an_interrupted_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = write_atomically(tmp_path / "page.html", b"old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_a_report_may_be_read_by_colleagues(tmp_path: Path) -> None:
    ordinary = tmp_path / "ordinary"
    ordinary.write_bytes(b"")
    target = write_atomically(tmp_path / "page.html", b"new")
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(ordinary.stat().st_mode)


def test_the_readers_settings_come_back() -> None:
    with mpl.rc_context({"font.size": 7, "text.parse_math": True}):
        with style.slide_style():
            assert mpl.rcParams["text.parse_math"] is False
        assert mpl.rcParams["font.size"] == 7
        assert mpl.rcParams["text.parse_math"] is True
