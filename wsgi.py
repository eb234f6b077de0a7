"""The application for a WSGI server."""

from coachtrack.app import create_app

app = create_app()
