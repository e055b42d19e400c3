"""The only room below the pages that knows Streamlit: it renders cards and listens to widgets."""
