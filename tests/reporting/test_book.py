"""Cards of the Data page: the riskiest group that is big enough makes the finding."""

import numpy as np

from creditviz.reporting.book import distribution_card, information_card, woe_card
from creditviz.results.book.distribution import FeatureDistribution
from creditviz.results.book.woe import InformationValue


def value(count=(80, 20, 400), iv=0.4, strength="strong"):
    count = np.array(count)
    n_bad = np.array([8, 19, 200])
    return InformationValue(
        "PAY_0",
        "Status",
        ("-1", "2", "3"),
        count,
        n_bad,
        n_bad / count,
        np.array([0.8, -1.8, -0.2]),
        iv,
        strength,
        count.sum(),
    )


def distribution(count=(80, 20, 400)):
    count, n_bad = np.array(count), np.array([8, 19, 200])
    return FeatureDistribution(
        "PAY_0", "Status", ("-1", "2", "3"), None, (count - n_bad) / (count - n_bad).sum(), n_bad / n_bad.sum(),
        n_bad / count, count, int(count.sum()), int(n_bad.sum()),
    )  # fmt: skip


def test_small_groups_make_no_finding():
    assert woe_card(value()).finding == "Status at 3: 50% bad"
    assert distribution_card(distribution()).finding == "Status at 3: 50% bad, against 45% in the book"
    assert "too few to judge" in distribution_card(distribution(count=(40, 20, 49))).finding


def test_information_card_names_the_best():
    card = information_card([value(), value(iv=0.1, strength="weak")])
    assert card.finding == "Status tells most alone: information value 0.40, strong (shuffled, up to 0.00)"
    assert "2 of 2 features" in card.subtitle
    assert list(card.numbers["information_value"]) == [0.4, 0.1]
    assert information_card([]).figure is None


def test_cards_hold_their_numbers():
    assert "bin,accounts,bad,bad_rate,weight_of_evidence\n-1,80,8,0.1,0.8" in woe_card(value()).to_csv()
    assert distribution_card(distribution()).to_csv().startswith("bin,share_good,share_bad,bad_rate,accounts\n")
