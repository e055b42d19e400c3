from creditviz.ui.shell import page
from creditviz.ui.training import show_training

place = page("Can I build the model?")
show_training(place)
