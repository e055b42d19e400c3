from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page
from creditviz.ui.training.page import show_training

place = page("Can I build the model?")
with mistakes():
    show_training(place)
