from creditviz.ui.mistakes import mistakes
from creditviz.ui.overview.page import show_runs, show_stand, standing
from creditviz.ui.shell import page

place = page("Where do we stand?")
with mistakes():
    here = standing(place)
    show_stand(here)
    show_runs(here)
