"""An outcome that is not certain: the page asks, one click answers, and what was done to the file is listed."""

from creditviz.runs import Workspace
from creditviz.runs.books import add_book, get_book, get_schema
from tests.data.shapes import SHAPES


def test_one_click_confirms_an_outcome(open_page, tmp_path):
    path = tmp_path / "book.csv"
    path.write_bytes(SHAPES["01_outcome_spaces.csv"]())
    workspace = Workspace.open(tmp_path / "home")
    book = add_book(workspace, path, name=path.name)
    assert get_schema(workspace, book.schema_hash).certainty == "check"
    for page in ("training", "data"):
        app = open_page(page, tmp_path / "home")
        assert not app.exception
        shown = [m.value.replace("\\", "") for m in app.markdown]  # Markdown's own signs are escaped
        assert any("15.6%" in text and "84.4%" in text for text in shown), page
    assert any("blanks round" in text for text in shown), "what was done to the file"
    app.button(key="confirm_outcome").click().run()
    assert not app.exception
    assert get_schema(workspace, get_book(workspace, book.hash).schema_hash).certainty == "taken"
    assert not any(b.key == "confirm_outcome" for b in app.button)
