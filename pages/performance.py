from creditviz.ui.mistakes import mistakes
from creditviz.ui.performance.page import show_performance
from creditviz.ui.shell import page

place = page("Does it rank, and are the PDs right?")
with mistakes():
    show_performance(place)
