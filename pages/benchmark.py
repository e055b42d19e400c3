from creditviz.ui.benchmark.page import show_benchmark
from creditviz.ui.shell import page

place = page("Is the difference real?")
show_benchmark(place)
