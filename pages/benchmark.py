from creditviz.ui.benchmark.page import show_benchmark
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page

place = page("Is the difference real?")
with mistakes():
    show_benchmark(place)
