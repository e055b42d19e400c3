from creditviz.ui.navigation import navigation

navigation().run()
