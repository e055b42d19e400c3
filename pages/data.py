from creditviz.ui.book.page import show_book
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page

place = page("Is this book fit for modelling?")
with mistakes():
    show_book(place)
