from creditviz.ui.performance import choose_runs, show_cards, show_figures, show_rows_line
from creditviz.ui.segments import show_segments
from creditviz.ui.shell import page

place = page("Does it rank, and are the PDs right?")
runs = choose_runs(place)
show_rows_line(runs)
show_cards(runs)
show_segments(runs)
show_figures(runs)
