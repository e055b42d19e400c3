"""Write the sample books: `python -m sample_data.make_sample_books` in the project folder. Same seed, same bytes."""

import gzip
from pathlib import Path

from creditviz.data.simulated.cards import simulate_card_book
from creditviz.data.simulated.loans import simulate_loan_book

HERE = Path(__file__).resolve().parent


def write(frame, path):
    """Save as gzip CSV without name and time in the header, so that equal books are equal files."""
    with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", compresslevel=9, mtime=0) as packed:
        packed.write(frame.to_csv(index=False, lineterminator="\n").encode())


if __name__ == "__main__":
    write(simulate_card_book(), HERE / "credit_card_book.csv.gz")
    write(simulate_loan_book(), HERE / "instalment_loan_book.csv.gz")
