from creditviz.ui.shell import page

place = page("To be written")
