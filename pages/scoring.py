from creditviz.ui.scoring import show_scoring
from creditviz.ui.shell import page

place = page("What is the PD of each account?")
show_scoring(place)
