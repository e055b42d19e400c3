"""Who may ask the server, and what every answer tells the browser to refuse."""
