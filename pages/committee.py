from creditviz.ui.committee.page import show_committee
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page

place = page("May we sign?")
with mistakes():
    show_committee(place)
