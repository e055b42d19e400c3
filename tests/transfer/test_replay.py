"""The replay of Xu and Zhang (2025): its pairs, its books, and the printed ranks it stands beside."""

import json
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from benchmarks.transfer_books import BOOKS, FOLDER, _quantities, _sample, pairing
from benchmarks.transfer_tables import ABLATION, ALPHA, COMPARED, print_tables, printed, values_of
from creditviz.evaluation.significance import rank_test
from creditviz.schema import TableSchema
from creditviz.transfer.pairing import read_pairing


def test_every_ordered_pair_of_books_has_its_file_and_the_way_back_is_the_same_pairs():
    assert {path.stem for path in (FOLDER / "pairings").glob("*.json")} == {
        f"{source}-to-{target}" for source, target in permutations(BOOKS, 2)
    }
    for source, target in permutations(BOOKS, 2):
        there, back = pairing(source, target)["pairs"], pairing(target, source)["pairs"]
        assert there == {new: old for old, new in back.items()}
        assert read_pairing(json.dumps(pairing(source, target))) == there


def test_meaning_pairs_the_three_credit_books_and_shape_the_book_without_meaning():
    for source, target in permutations(BOOKS, 2):
        assert (pairing(source, target)["pairing"] == "proposed") == ("card-fraud" in (source, target))


def test_a_code_becomes_what_it_stands_for_and_an_unknown_code_is_missing():
    values = json.loads((FOLDER / "values.json").read_text(encoding="utf-8"))["south-german-credit"]
    found = _quantities(pd.Series([1, 4, 9]), values["installment_rate"])
    assert found[0] == 40 and found[1] == 15 and np.isnan(found[2])


def test_a_sample_keeps_the_bad_share_and_enough_defaults():
    y = np.repeat([0, 1], [9_000, 1_000])
    frame, schema = pd.DataFrame({"y": y, "x": range(10_000)}), TableSchema(target="y", bad=(1,), good=(0,))
    assert _sample(frame, schema, 2_000, 0)["y"].mean() == pytest.approx(0.1)
    assert _sample(frame, schema, 100, 0)["y"].sum() == 100
    assert len(_sample(frame, schema, 0, 0)) == 10_000


def test_the_printed_ranks_of_both_diagrams():
    ablation = rank_test(values_of(printed(), list(ABLATION.values()), "accuracy"), alpha=ALPHA)
    ranks = dict(zip(ablation.names, ablation.ranks, strict=True))
    assert ranks == pytest.approx({"FDAT": 1.417, "FNN": 4.875, "FS1": 2.083, "FS2": 3.0, "FDA": 3.625}, abs=5e-4)
    assert ablation.n_blocks == 12 and ablation.critical_difference == pytest.approx(1.588, abs=5e-4)
    compared = rank_test(values_of(printed(), list(COMPARED.values()), "auc"), alpha=ALPHA)
    assert compared.n_blocks == 12 and compared.critical_difference == pytest.approx(2.291 * np.sqrt(20 / 72), abs=5e-4)


def test_tables_stand_with_half_of_the_pairs_and_a_method_that_refused(capsys):
    figures = dict.fromkeys(("accuracy", "auc", "ks", "brier", "recall", "specificity"), 0.5)
    methods = {key: figures for key in (*ABLATION, *COMPARED, "source-only-xgboost") if key != "fs2"}
    books = ("south-german-credit", "tianchi", "give-me-some-credit")
    print_tables(
        [
            {"key": {"source": s, "target": t}, "methods": methods, "majority": 0.7, "shifted": ["a"], "n_pairs": 2}
            for s, t in permutations(books, 2)
        ]
    )
    text = capsys.readouterr().out
    assert "German → Give credit" in text and "(0.891)" in text and "FDAT 1.42" in text
