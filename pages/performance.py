from creditviz.ui.performance.page import show_performance
from creditviz.ui.shell import page

place = page("Does it rank, and are the PDs right?")
show_performance(place)
