"""What `streamlit run app.py` serves: the pages behind the guard of `ui/access/guard.py`."""

from streamlit.starlette import App

from creditviz.ui.access.guard import MIDDLEWARE

app = App("home.py", middleware=MIDDLEWARE)
