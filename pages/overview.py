from creditviz.ui.mistakes import mistakes
from creditviz.ui.overview.page import show_running, show_runs, show_verdict, standing
from creditviz.ui.shell import page

place = page("Where do we stand?")
with mistakes():
    here = standing(place)
    show_verdict(here)
    show_running(here)
    show_runs(here)
