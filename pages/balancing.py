from creditviz.ui.balancing.page import show_balancing
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page

place = page("Are the synthetic defaulters like real ones, and do they help?")
with mistakes():
    show_balancing(place)
