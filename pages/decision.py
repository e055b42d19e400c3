from creditviz.ui.decision.page import show_decision
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page

place = page("Where do we cut, and what does it cost?")
with mistakes():
    show_decision(place)
