from creditviz.ui.explanation.page import choose_run, show_explanation
from creditviz.ui.mistakes import mistakes
from creditviz.ui.shell import page

place = page("Why this applicant?")
with mistakes():
    run = choose_run(place)
    show_explanation(place, run)
