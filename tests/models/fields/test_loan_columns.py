import pytest

from creditviz.models.fields.loan_columns import borrower_and_loan
from creditviz.models.fields.neural_cf import NeuralCFClassifier
from tests.models.books import LAYOUT, book


def test_names_tell_borrower_from_loan_and_months_are_the_loans():
    borrower, loan, words = borrower_and_loan(9, 3, ["LIMIT_BAL", "EDUCATION", "income"])
    assert (borrower, loan) == ([1, 2], [0, 3, 4, 5, 6, 7, 8])
    assert words == "The borrower is described by EDUCATION, income; the loan by all other columns."


@pytest.mark.parametrize("n_static, names", [(4, None), (4, ["a", "b", "c", "d"]), (4, ["loan"] * 4)])
def test_a_side_is_never_empty(n_static, names):
    borrower, loan, words = borrower_and_loan(4, n_static, names)
    assert (borrower, loan) == ([0, 2], [1, 3])
    assert words.startswith("Names do not tell")


def test_a_single_column_is_read_from_both_sides():
    assert borrower_and_loan(1, 1, None)[:2] == ([0], [0])


def test_the_rule_is_said_in_the_notes():
    names = ["income", "home", "loan_amount"] + ["PAY"] * 12
    settings = {"n_epochs": 1, "d_field": 4, "d_tower": 4}
    model = NeuralCFClassifier(column_names=names, **settings, **LAYOUT).fit(*book())
    assert model.notes_[0] == "The borrower is described by income, home; the loan by all other columns."
    assert model.networks_[0].borrower_fields.tolist() == [0, 1]


def test_selected_fields_keep_their_sides():
    names = ["income", "home", "loan_amount"] + ["PAY"] * 12
    model = NeuralCFClassifier(column_names=names, n_epochs=1, d_field=4, d_tower=4, select_fields=True, **LAYOUT)
    X, y = book()
    X[:, 1] = 0  # a constant column is left out
    network = model.fit(X, y).networks_[0]
    assert 1 not in model.kept_
    assert [model.kept_[field] for field in network.borrower_fields] == [0]
