from itertools import product

import numpy as np
import pytest

from geo.emerging_classes import classify

LETTERS = {"H": 1, "N": 0, "C": -1}


def of(sequence, trend=0, rules="pro3"):
    return str(classify([[LETTERS[letter] for letter in sequence]], [trend], rules)[0])


@pytest.mark.parametrize(
    ("sequence", "trend", "pro3", "pro2"),
    [
        ("NNNNNNNNNH", 0, "new hot", "new hot"),
        ("CNNNNNNNNH", 0, "new hot", "new hot"),
        ("HHHHHHHHHC", 0, "new cold", "new cold"),
        ("NNNNNNNNHH", 1, "consecutive hot", "consecutive hot"),
        ("NNHHHHHHHH", 1, "consecutive hot", "consecutive hot"),
        ("NHHHHHHHHH", 0, "persistent hot", "persistent hot"),
        ("HHHHHHHHHH", 1, "intensifying hot", "intensifying hot"),
        ("HHHHHHHHHH", -1, "diminishing hot", "diminishing hot"),
        ("CCCCCCCCCC", -1, "intensifying cold", "intensifying cold"),
        ("CCCCCCCCCC", 1, "diminishing cold", "diminishing cold"),
        ("NNNNNNNHNH", 0, "sporadic hot", "sporadic hot"),
        ("CHNNNNNNNH", 0, "oscillating hot", "oscillating hot"),
        ("HHHHHHHHHN", 0, "historical hot", "historical hot"),
        ("HNHNHNHNHN", 0, "none", "sporadic hot"),
        ("HNCNNNNNNN", 0, "none", "none"),
        ("NNNNNNNNNN", 1, "none", "none"),
    ],
)
def test_each_class(sequence, trend, pro3, pro2):
    assert (of(sequence, trend), of(sequence, trend, "pro2")) == (pro3, pro2)


def test_every_sequence_has_its_mirror():
    states = np.array(list(product([-1, 0, 1], repeat=6)))
    turn = {"hot": "cold", "cold": "hot"}
    for trend in (-1, 0, 1):
        trends = np.full(len(states), trend)
        mirrored = classify(-states, -trends, "pro2")
        for one, two in zip(classify(states, trends, "pro2"), mirrored, strict=True):
            assert " ".join(turn.get(word, word) for word in one.split()) == two


def test_nine_in_ten_is_counted_in_whole_numbers():
    for steps in range(10, 60, 10):
        enough = "N" * (steps // 10) + "H" * (steps - steps // 10)
        assert of(enough) == "persistent hot"
        assert of("N" * (steps // 10 + 1) + "H" * (steps - steps // 10 - 1)) == "consecutive hot"
