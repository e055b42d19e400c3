from creditviz.ui.mistakes import mistakes
from creditviz.ui.scorecard.page import show_scorecard
from creditviz.ui.shell import page

place = page("Does each variable step the right way?")
with mistakes():
    show_scorecard(place)
