from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page
from creditviz.ui.transfer.page import show_transfer

place = page("Can an old product's model serve a new product?")
with mistakes():
    show_transfer(place)
