from creditviz.ui.book.page import show_book
from creditviz.ui.shell import page

place = page("Is this book fit for modelling?")
show_book(place)
