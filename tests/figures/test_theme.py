"""Colours can be told apart by everybody, and a figure changes its mode without losing anything."""

import json
from itertools import combinations

import numpy as np
import plotly.graph_objects as go
import pytest

from creditviz.figures import theme

# Machado, Oliveira, Fernandes (2009), severity 1: what eyes without one kind of cone see, in linear RGB
EYES = {
    "full": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour):
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(a, b, eyes):
    """CIE 1976 colour distance as these eyes see it; 2.3 is just noticeable."""
    seen_a, seen_b = (lab(np.array(EYES[eyes]) @ linear(colour)) for colour in (a, b))
    return np.linalg.norm(seen_a - seen_b)


def contrast(a, b):
    dark, light = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (a, b))
    return (light + 0.05) / (dark + 0.05)


def twin(colour, mode):
    return theme.DARK_TWINS[colour] if mode == "dark" else colour


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_colours_that_mean_different_things_look_different(mode, eyes):
    pairs = [
        (theme.GOOD, theme.BAD),
        (theme.LOW, theme.HIGH),
        (theme.FAINT, theme.STRONG),
        (theme.REAL, theme.SYNTHETIC),
    ]
    for a, b in pairs:
        assert distance(twin(a, mode), twin(b, mode), eyes) > 40, (a, b)
    for a, b in combinations(theme.MODEL_COLOURS, 2):
        assert distance(twin(a, mode), twin(b, mode), eyes) > 15, (a, b)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_lines_and_words_stand_out_from_the_card(mode):
    card = twin(theme.SURFACE, mode)
    others = (theme.REAL, theme.SYNTHETIC, *theme.SAMPLER_COLOURS)
    for colour in (*theme.MODEL_COLOURS, *others, theme.BAD, theme.FAIL, theme.LOW):
        assert contrast(twin(colour, mode), card) >= 3, colour
    for colour in (theme.TEXT, theme.MUTED):
        assert contrast(twin(colour, mode), card) >= 4.5, colour


def test_every_colour_has_one_twin():
    assert len(theme.LIGHT_TWINS) == len(theme.DARK_TWINS)
    assert not set(theme.LIGHT_TWINS) & set(theme.DARK_TWINS)


def test_there_and_back_changes_nothing():
    figure = theme.new_figure("x", "y", x_format=".0%")
    figure.add_scatter(x=[1, 2], y=np.array([3.0, 4.0]), line={"color": theme.BAD}, name=theme.BAD[1:])
    figure.add_heatmap(z=np.eye(2), colorscale=theme.SHARE_SCALE)
    figure.add_annotation(text="KS", font={"color": theme.MUTED})
    dark = theme.in_mode(figure, "dark")
    assert dark.data[0].line.color == theme.DARK_TWINS[theme.BAD]
    assert dark.data[1].colorscale[1][1] == theme.DARK_TWINS[theme.STRONG]
    assert dark.layout.annotations[0].font.color == theme.DARK_TWINS[theme.MUTED]
    assert dark.layout.template.layout.font.color == theme.DARK_TWINS[theme.TEXT]
    assert figure.data[0].line.color == theme.BAD
    assert theme.in_mode(dark, "light").to_json() == theme.in_mode(figure, "light").to_json()
    assert json.loads(theme.in_mode(figure, "light").to_json()) == json.loads(figure.to_json())


def test_models_keep_their_colours_in_order():
    assert theme.in_order(["a", "b"]) == {"a": theme.MODEL_COLOURS[0], "b": theme.MODEL_COLOURS[1]}
    assert theme.model_colour(6) == theme.MODEL_COLOURS[0]
    assert isinstance(theme.new_figure(), go.Figure)
