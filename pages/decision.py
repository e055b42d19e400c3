from creditviz.ui.decision import show_decision
from creditviz.ui.shell import page

place = page("Where do we cut, and what does it cost?")
show_decision(place)
