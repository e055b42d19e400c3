"""What a page says, and that nothing went wrong on it."""


def words(app):
    """All text of the page, as it is read."""
    text = " ".join(str(part.value) for part in (*app.markdown, *app.caption, *app.subheader))
    return text.replace("\\", "").replace("\u2060", "")


def sound(app):
    """The page, after looking that nothing went wrong."""
    assert not app.exception and not app.error, (app.exception, app.error)
    return app


def at(open_page, home, page, tab):
    """The page with a tab open."""
    app = open_page(page, home)
    app.session_state[f"{page}_tabs"] = tab
    return sound(app.run())


def choose_row(app, key, ids, one):
    """The page after a click on the row of a run, in a table whose rows are `ids`."""
    from creditviz.ui.forms.rows import table_key

    app.session_state[table_key(key, ids)] = {"selection": {"rows": [ids.index(one)]}}
    return app.run()
