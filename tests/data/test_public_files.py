"""Files that the field works with load as they are published: simulated twins in the published form."""

import io

import numpy as np
import pandas as pd
import pytest

from creditviz.data.book import read_frame
from creditviz.data.checks.findings import check_book
from creditviz.data.meaning.inference import infer_schema
from creditviz.exceptions import DataError
from tests.data.books import land_here as land
from tests.data.shapes import N_BAD, N, loans

RNG = np.random.default_rng(3)
BAD = loans()["default"].to_numpy()


def table(rows: list[list], separator: str, encoding: str = "utf-8") -> bytes:
    """Rows without a header."""
    return "\n".join(separator.join(map(str, row)) for row in rows).encode(encoding) + b"\n"


def german() -> bytes:
    """UCI German: codes and numbers between blanks, no header, class 1 or 2 at the end."""
    return table(
        [[f"A1{i % 4 + 1}", RNG.integers(4, 72), f"A3{i % 5}", RNG.integers(250, 18000), f"A6{i % 5 + 1}",
          RNG.integers(19, 75), f"A19{i % 2 + 1}", BAD[i] + 1] for i in range(N)], " ")  # fmt: skip


def japanese() -> bytes:
    """UCI credit screening: letters, "?" for missing, + and - at the end."""
    rows = [[RNG.choice(["a", "b", "?"], p=[0.4, 0.58, 0.02]), f"{RNG.uniform(15, 70):.2f}", f"{RNG.random():.3f}",
             RNG.choice(["u", "y"]), RNG.integers(0, 40), "+" if BAD[i] else "-"] for i in range(N)]  # fmt: skip
    for i in range(0, N, 60):
        rows[i][1] = "?"
    return table(rows, ",")


def australian() -> bytes:
    """UCI Australian: numbers between blanks, no header."""
    return table([[i % 2, f"{RNG.uniform(15, 70):.2f}", f"{RNG.uniform(0, 20):.3f}", RNG.integers(1, 4),
                   RNG.integers(0, 3000), 1 - BAD[i]] for i in range(N)], " ")  # fmt: skip


def polish_rows() -> list[list]:
    rows = [[f"{v:.5f}" for v in RNG.normal(0, 1, 6)] + [BAD[i]] for i in range(N)]
    for i in range(0, N, 9):
        rows[i][3] = "?"
    return rows


def polish_arff() -> bytes:
    names = "".join(f"@attribute Attr{i} numeric\n" for i in range(1, 7))
    return b"@relation '1year'\n\n" + names.encode() + b"@attribute class {0,1}\n\n@data\n" + table(polish_rows(), ",")


def polish_csv() -> bytes:
    return b"Attr1,Attr2,Attr3,Attr4,Attr5,Attr6,class\n" + table(polish_rows(), ",")


def heloc() -> bytes:
    frame = loans().assign(MSinceMostRecentDelq=np.where(RNG.random(N) < 0.4, -7, RNG.integers(0, 83, N)))
    frame["ExternalRiskEstimate"] = np.where(RNG.random(N) < 0.05, -9, RNG.integers(40, 94, N))
    frame.insert(0, "RiskPerformance", np.where(BAD == 1, "Bad", "Good"))
    return frame.drop(columns=["default", "loan_id"]).to_csv(index=False).encode()


def hmeq() -> bytes:
    frame = pd.DataFrame(
        {"BAD": BAD, "LOAN": RNG.integers(11, 800, N) * 100, "VALUE": RNG.lognormal(11, 0.5, N).round(2)}
    )
    frame["REASON"] = RNG.choice(["HomeImp", "DebtCon", None], N, p=[0.3, 0.65, 0.05])
    frame["DEBTINC"] = np.where(RNG.random(N) < 0.2, np.nan, RNG.normal(34, 8, N))
    return frame.to_csv(index=False).encode()


def pakdd() -> bytes:
    """PAKDD 2010: tabs, western letters, blank cells, no header (it lies in a second file)."""
    towns = ["São Paulo", "Goiânia", " "]
    rows = [[i + 1, "C", "Web", RNG.choice(["F", "M", " "]), RNG.integers(18, 80), RNG.choice(towns),
             f"{RNG.lognormal(6, 1):.2f}", BAD[i]] for i in range(N)]  # fmt: skip
    return table(rows, "\t", "latin-1")


def prosper() -> bytes:
    frame = loans().rename(columns={"loan_id": "ListingKey"}).astype({"ListingKey": str})
    frame["ListingKey"] = [f"1021339766868145413AB3B{i:04X}" for i in range(N)]
    frame["LoanOriginationDate"] = (
        pd.Timestamp("2007-09-12") + pd.to_timedelta(RNG.integers(0, 2000, N), unit="D")
    ).strftime("%Y-%m-%d 00:00:00")
    frame["ClosedDate"] = "2014-01-01 00:00:00"
    good = RNG.choice(["Completed", "Current", "Past Due (16-30 days)"], N, p=[0.7, 0.25, 0.05])
    frame["LoanStatus"] = np.where(BAD == 1, RNG.choice(["Chargedoff", "Defaulted"], N), good)
    return frame.drop(columns="default").to_csv(index=False).encode()


def sba() -> bytes:
    frame = loans().drop(columns="default")
    frame["ApprovalDate"] = (pd.Timestamp("1997-02-28") + pd.to_timedelta(RNG.integers(0, 4000, N), unit="D")).strftime(
        "%d-%b-%y"
    )
    frame["ChgOffDate"] = np.where(BAD == 1, "24-Jun-05", None)
    frame["NAICS"] = RNG.integers(111110, 928120, N)
    frame["Zip"] = [f"{v:05d}" for v in RNG.integers(1001, 99999, N)]
    frame["DisbursementGross"] = [f"${v:,.2f} " for v in RNG.lognormal(11, 1, N)]
    frame["MIS_Status"] = np.where(BAD == 1, "CHGOFF", "P I F")
    return frame.to_csv(index=False).encode()


def bondora() -> bytes:
    frame = loans().drop(columns="default").rename(columns={"loan_id": "LoanNumber"})
    frame["Gender"], frame["Age"] = RNG.choice([0.0, 1.0, 2.0], N), RNG.integers(18, 70, N)
    frame["DefaultDate"] = np.where(BAD == 1, "2016-05-01", None)
    frame["Status"] = RNG.choice(["Repaid", "Current", "Late"], N)
    return frame.to_csv(index=False, sep=";").encode()


def home_credit() -> bytes:
    frame = loans().rename(columns={"loan_id": "SK_ID_CURR", "default": "TARGET"})
    frame["FLAG_OWN_CAR"], frame["CODE_GENDER"] = RNG.choice(["Y", "N"], N), RNG.choice(["M", "F"], N)
    return (
        frame[["SK_ID_CURR", "TARGET", *frame.columns[1:-3], "FLAG_OWN_CAR", "CODE_GENDER"]]
        .to_csv(index=False)
        .encode()
    )


PUBLIC = {  # name -> (bytes, columns, outcome or None where it is asked for, numbers of bad, a word of the notes)
    "german.data": (german, 8, None, 0, "v1 to v8"),
    "crx.data": (japanese, 6, None, 0, "v1 to v6"),
    "australian.dat": (australian, 6, None, 0, "v1 to v6"),
    "1year.arff": (polish_arff, 7, "class", N_BAD, "'?'"),
    "1year.csv": (polish_csv, 7, "class", N_BAD, "'?'"),
    "heloc.csv": (heloc, 10, "RiskPerformance", N_BAD, ""),
    "hmeq.csv": (hmeq, 5, "BAD", N_BAD, ""),
    "PAKDD2010_Modeling_Data.txt": (pakdd, 8, None, 0, "v1 to v8"),
    "prosperLoanData.csv": (prosper, 11, "LoanStatus", N_BAD, ""),
    "SBAnational.csv": (sba, 14, "MIS_Status", N_BAD, "DisbursementGross"),
    "LoanData.csv": (bondora, 12, None, 0, ""),
    "application_train.csv": (home_credit, 11, "TARGET", N_BAD, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_file_loads_as_published(name, tmp_path):
    write, width, target, n_bad, says = PUBLIC[name]
    book = land(io.BytesIO(write()), name=name, folder=tmp_path)
    frame = read_frame(book.path)
    schema, _ = infer_schema(frame, name=name, readings=book.readings)
    assert frame.shape == (N, width)
    assert says in " ".join(note.what for note in book.notes)
    if target is None:
        assert schema.certainty == "asked"
        assert check_book(frame, schema)[0].verdict == "stop", "at most a question"
    else:
        assert schema.target == target
        assert frame[target].isin(schema.bad).sum() == n_bad
    assert schema.features(), "the schema is there all the same"


def test_details_of_public_files(tmp_path):
    def opened(name):
        book = land(io.BytesIO(PUBLIC[name][0]()), name=name, folder=tmp_path)
        frame = read_frame(book.path)
        return frame, infer_schema(frame, readings=book.readings)[0]

    frame, schema = opened("SBAnational.csv")
    assert schema.date == "ApprovalDate" and {"NAICS", "Zip"} <= set(schema.categorical)
    assert frame["Zip"].str.len().eq(5).all() and "DisbursementGross" in schema.numeric
    frame, schema = opened("heloc.csv")
    assert schema.codes["MSinceMostRecentDelq"].keys() == {"-7"} and "-9" in schema.codes["ExternalRiskEstimate"]
    frame, schema = opened("prosperLoanData.csv")
    assert (schema.date, schema.identifier) == ("LoanOriginationDate", "ListingKey")
    frame, _ = opened("PAKDD2010_Modeling_Data.txt")
    assert "São Paulo" in set(frame["v6"]) and frame["v4"].isna().any()
    frame, _ = opened("crx.data")
    assert frame["v2"].dtype == float and frame["v2"].isna().sum() == 20


def test_records_in_json(tmp_path):
    frame = loans()
    for content in (frame.to_json(orient="records", lines=True), frame.to_json(orient="records")):
        back = read_frame(land(io.BytesIO(content.encode()), name="book.jsonl", folder=tmp_path).path)
        pd.testing.assert_frame_equal(back, frame, check_dtype=False)


def test_a_sas_transport_and_an_spss_file(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = loans().rename(columns={"emp_years": "empyears"})
    for name, write in (("book.xpt", pyreadstat.write_xport), ("book.sav", pyreadstat.write_sav)):
        write(frame, str(tmp_path / name))
        back = read_frame(land(tmp_path / name, name=name, folder=tmp_path / "home").path)
        back.columns = frame.columns
        pd.testing.assert_frame_equal(back, frame, check_dtype=False)


NAMED = {
    b"%PDF-1.7\n": "a PDF",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 50: "a picture",
    b"<!DOCTYPE html><html><table>": "a web page",
    b"SQLite format 3\0": "a database",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"\x80\x04\x95\x00\x00": "a pickle",
}


@pytest.mark.parametrize("content", NAMED)
def test_what_cannot_be_read_is_named(content, tmp_path):
    with pytest.raises(DataError, match=NAMED[content]):
        land(io.BytesIO(content + b"x" * 100), name="book", folder=tmp_path)


UNITS = "number,EUR,months,percent,EUR,years,points,what for,yes or no"
LINES = {
    "sep=": (lambda text: "sep=,\n" + text, ""),
    "a line drawn": (lambda text: text.replace("\n", "\n" + ",".join(["---"] * 9) + "\n", 1), "dashes"),
    "two headers": (lambda text: text.replace("\n", f"\n{UNITS}\n", 1), "line 2"),
    "separators behind": (lambda text: text.replace("\n", ",\n"), ""),
    "separators behind rows": (lambda text: text.replace("\n", ",,\n").replace("default,,", "default", 1), ""),
    "totals of full width": (lambda text: text + "Total,24000000,,,50000000,,,,187\n", "Total"),
    "two titles": (lambda text: "Bank of Examples\nLoans of 2014; all branches\n\n" + text, "line 2"),
    "remarks": (lambda text: text + "\nSource: the risk department\nPrinted on 2015-01-02\n", "Source"),
}  # fmt: skip


@pytest.mark.parametrize("case", LINES)
def test_lines_that_are_no_accounts(case, tmp_path):
    change, says = LINES[case]
    book = land(io.BytesIO(change(loans().to_csv(index=False)).encode()), name="book.csv", folder=tmp_path)
    pd.testing.assert_frame_equal(read_frame(book.path), loans(), check_dtype=False)
    assert says in " ".join(note.what for note in book.notes)


def test_a_sheet_can_be_chosen(tmp_path):
    stream = io.BytesIO()
    with pd.ExcelWriter(stream) as writer:
        loans().to_excel(writer, sheet_name="all", index=False)
        loans().head(100).to_excel(writer, sheet_name="first", index=False)
    assert land(io.BytesIO(stream.getvalue()), name="b.xlsx", folder=tmp_path).n_rows == N
    assert land(io.BytesIO(stream.getvalue()), name="b.xlsx", folder=tmp_path, sheet="first").n_rows == 100
    with pytest.raises(DataError, match="a sheet is one of"):
        land(io.BytesIO(stream.getvalue()), name="b.xlsx", folder=tmp_path, sheet="second")
