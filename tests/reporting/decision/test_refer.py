import numpy as np

from creditviz.reporting.decision.refer import refer_words


def test_accounts_whose_interval_holds_the_cut_off_are_counted():
    interval = np.array([0.01, 0.08, 0.12, 0.30]), np.array([0.05, 0.11, 0.20, 0.40])
    assert "1 account has the cut-off inside its PD interval, 25% of all" in refer_words(interval, 0.10)
    assert "no account" in refer_words(interval, 0.5)
    assert refer_words((np.zeros(0), np.zeros(0)), 0.1) == ""
