from creditviz.ui.committee.page import show_committee
from creditviz.ui.shell import page

place = page("May we sign?")
show_committee(place)
