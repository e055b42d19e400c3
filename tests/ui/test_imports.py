"""A page shows without the libraries that take seconds to import."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.ui.conftest import PAGES, ROOT

SCRIPT = """
import sys
from streamlit.testing.v1 import AppTest
import creditviz.runs.jobs, creditviz.ui.demo
creditviz.runs.jobs.start_engine = creditviz.ui.demo.begin = lambda workspace: None
for page in {pages!r}:
    app = AppTest.from_file(f"{root}/pages/{{page}}.py", default_timeout=60).run()
    assert not app.exception, app.exception
    heavy = [name for name in ("torch", "xgboost", "shap", "imblearn", "distributed") if name in sys.modules]
    assert not heavy, (page, heavy)
"""


def test_no_page_imports_a_heavy_library(trained_home):
    script = SCRIPT.format(pages=PAGES, root=ROOT)
    environment = {**os.environ, "CREDITVIZ_HOME": str(trained_home), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
