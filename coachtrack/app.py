"""create_app(), and the list of what it is made of; nothing imports it but wsgi.py and tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix

from coachtrack import settings
from coachtrack.cli import commands
from coachtrack.cli.group import Commands
from coachtrack.extensions import babel, compress, csrf, db, migrate
from coachtrack.features.accounts import views as accounts
from coachtrack.features.accounts.queries import administrators
from coachtrack.features.claims import views as claims
from coachtrack.features.consents import views as consents
from coachtrack.features.dashboards import views as dashboards
from coachtrack.features.editing import views as editing
from coachtrack.features.engagements import views as engagements
from coachtrack.features.entering import views as entering
from coachtrack.features.exchange import views as exchange
from coachtrack.features.factories import views as factories
from coachtrack.features.finding import views as finding
from coachtrack.features.history import views as history
from coachtrack.features.home import views as home
from coachtrack.features.indicators import sentences
from coachtrack.features.indicators import views as indicators
from coachtrack.features.members import views as members
from coachtrack.features.objections import views as objections
from coachtrack.features.programmes import views as programmes
from coachtrack.features.signing import views as signing
from coachtrack.features.signing.sentences import signatures_told
from coachtrack.features.visits import views as visits
from coachtrack.kit import assets, engines, errors, events, health, languages, pages, security
from coachtrack.kit.journal import noting

BLUEPRINTS = (
    home.bp,
    finding.bp,
    dashboards.bp,
    exchange.bp,
    history.bp,
    editing.bp,
    entering.bp,
    visits.bp,
    signing.bp,
    objections.bp,
    consents.bp,
    claims.bp,
    indicators.bp,
    members.bp,
    engagements.bp,
    programmes.bp,
    factories.bp,
    accounts.bp,
    assets.bp,
    health.bp,
)


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Make the application from its settings, and from those that a test gives instead."""
    app = Flask(__name__, static_folder=None)
    app.config.update(settings.load())
    app.config.update(overrides or {})
    _connect(app)
    if proxies := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    # In this order a request is looked at: what no page can use, who asks, what they send, and
    # whether they meant it.
    security.register(app)
    events.register(app)
    app.before_request(_remember_person)
    app.before_request(accounts.held_back)
    app.before_request(security.refuse_null_characters)
    app.after_request(accounts.greet)
    csrf.init_app(app)
    compress.init_app(app)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(Path(__file__).parent / "translations")
    babel.init_app(
        app,
        default_locale=app.config["LANGUAGE"],
        default_timezone=app.config["TIMEZONE"],
        locale_selector=languages.choose,
    )
    errors.register(app, administrators)
    pages.register(app)
    app.jinja_env.globals.update(sentences.FOR_TEMPLATES)
    app.jinja_env.globals.update(signatures_told=signatures_told)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in commands.ALL:
        app.cli.add_command(command)
    return app


def _connect(app: Flask) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.configure_database(app.config["DATABASE_URL"])
    # Its database holds what opens accounts, so nobody else of this machine looks into it.
    Path(app.config["INSTANCE"]).mkdir(mode=0o700, parents=True, exist_ok=True)
    # An error that is logged says what it stumbled over and not over what was sent.
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {"hide_parameters": True})
    db.init_app(app)
    migrate.init_app(app, db, directory=str(settings.CHECKOUT / "migrations"))
    with app.app_context():
        engines.prepare(db.engine)
        noting.watch(db.engine)


def _remember_person() -> None:
    g.person = None
    if request.blueprint not in {"assets", "health"}:
        g.person = accounts.find_person() if "token" in session else None


main = Commands(
    create_app=create_app,
    add_default_commands=False,
    help="CoachTrack: coaching records of supplier-development programmes.",
)
