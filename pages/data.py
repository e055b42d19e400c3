from creditviz.ui.data import show_book
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page
from creditviz.ui.uploads import show_loading

place = page("Is this book fit for modelling?")
with mistakes():
    show_loading(place)
    show_book(place)
