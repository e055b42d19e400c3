from creditviz.ui.mistakes import mistakes
from creditviz.ui.scoring.page import show_scoring
from creditviz.ui.shell import page

place = page("What is the PD of each account?")
with mistakes():
    show_scoring(place)
