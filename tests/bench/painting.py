"""What a browser sees first: weight and requests of a page, and when its chart is painted."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import waitress
from flask import Flask, g, send_file
from flask.typing import ResponseReturnValue
from playwright.sync_api import Browser, sync_playwright
from werkzeug.middleware.dispatcher import DispatcherMiddleware

import coachtrack
from coachtrack.features.dashboards.engagement_page import engagement_page
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.indicators import queries as indicators
from coachtrack.kit.charts import figure
from coachtrack.kit.permissions import Person
from coachtrack.kit.times import today_in
from tests import browsers
from tests.bench.site import Site, caller, generated_site
from tests.bench.timing import Line, Table, Timing, beside, times

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

CODE = "PAINT"
PAGES = {
    "programme, 15 factories": f"/programmes/{CODE}",
    "programme, 1,000 factories": "/programmes/LARGE",
    "engagement": f"/engagements/{CODE}-00001",
}
MOST_KB, MOST_REQUESTS = 60, 6
SLOWER = 4
ROUNDS = 9
VENDOR = Path(coachtrack.__file__).parent / "static" / "vendor" / "plotly"
#: Notes when the first chart has been on the screen for a frame.
WATCH = """
(() => {
  const look = () => {
    const drawn = [...document.querySelectorAll("SELECTOR")];
    if (!drawn.some((each) => each.getBoundingClientRect().height)) {
      return requestAnimationFrame(look);
    }
    requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now(); }));
  };
  requestAnimationFrame(look);
})();
"""
BY_PLOTLY = """<div id="chart" style="height: 520px"></div>
<script src="/plotly/basic.js"></script>
<script>const {data, layout} = FIGURE; Plotly.newPlot("chart", data, layout);</script>
"""
EMPTY_PAGE = '<!doctype html><meta charset="utf-8"><title>plotly</title>'
DRAWINGS = re.compile(r"<svg [^>]*drawing.*</svg>", re.DOTALL)


def tables() -> Iterator[Table]:
    """Weight, requests and the first paint of a chart."""
    path = browsers.find()
    assert path, browsers.NONE_TO_BE_HAD
    with (
        generated_site({CODE: 15, "LARGE": 1000}) as site,
        sync_playwright() as playwright,
        _served(DispatcherMiddleware(site.product, {"/plotly": _by_plotly(site)})) as address,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=browsers.ARGUMENTS)
        yield _weights(browser, address, site.cookie)
        yield _paints(browser, address, site.cookie)
        browser.close()


def _weights(browser: Browser, address: str, cookie: str) -> Table:
    lines = []
    for name, path in PAGES.items():
        kilobytes, requests = _weight(browser, address + path, cookie)
        lines.append(Line(name, f"{kilobytes:.1f} KB", times(kilobytes / MOST_KB), "1 ×"))
        lines.append(Line("", f"{requests} requests", times(requests / MOST_REQUESTS), "1 ×"))
    about = (
        "The first view with an empty cache, in Chromium: bytes over the wire with heads and"
        f" compression, and requests,\nagainst the limits of {MOST_KB} KB and {MOST_REQUESTS}"
        " requests."
    )
    return Table("Weight of a page", about, lines)


def _paints(browser: Browser, address: str, cookie: str) -> Table:
    pages = {
        "the page, drawn by plotly basic": ("/plotly/page", ".scatterlayer path.point"),
        "plotly basic on an empty page": ("/plotly/", ".scatterlayer path.point"),
        "the page of the product": (PAGES["engagement"], "figure svg"),
    }
    painted: dict[str, list[float]] = {name: [] for name in pages}
    for number in range(ROUNDS + 1):
        for name, (path, selector) in pages.items():
            seconds = _painted(browser, address + path, cookie, selector)
            if number:
                painted[name].append(seconds)
    timings = {name: Timing(tuple(seconds)) for name, seconds in painted.items()}
    about = (
        f"From the start of the visit to the first frame with the chart, empty cache, processor"
        f" slowed {SLOWER} times: the page of\nan engagement; the same page with the same figure"
        " drawn by the plotly-basic bundle instead; the bundle and the figure\nwith nothing else."
    )
    return Table(
        "First chart painted", about, beside(timings, {"the page of the product": "0.33 ×"})
    )


def _weight(browser: Browser, address: str, cookie: str) -> tuple[float, int]:
    with _window(browser, address, cookie) as (page, session):
        sent: list[str] = []
        received: list[float] = []
        session.on("Network.requestWillBeSent", lambda told: sent.append(told["request"]["url"]))
        session.on(
            "Network.loadingFinished", lambda told: received.append(told["encodedDataLength"])
        )
        session.send("Network.enable")
        answer = page.goto(address, wait_until="networkidle")
        assert answer.ok, answer.status
        return sum(received) / 1024, len([url for url in sent if url.startswith("http")])


def _painted(browser: Browser, address: str, cookie: str, selector: str) -> float:
    """Seconds until the first frame with the chart."""
    with _window(browser, address, cookie) as (page, session):
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(WATCH.replace("SELECTOR", selector))
        answer = page.goto(address)
        assert answer.ok, answer.status
        page.wait_for_function("() => window.painted")
        return float(page.evaluate("window.painted")) / 1000


@contextmanager
def _window(browser: Browser, address: str, cookie: str) -> Iterator[tuple[Any, Any]]:
    """A window with an empty cache, signed in where there is a cookie."""
    context = browser.new_context(locale="en", viewport={"width": 1280, "height": 800})
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    yield page, context.new_cdp_session(page)
    context.close()


@contextmanager
def _served(app: WSGIApplication) -> Iterator[str]:
    """The address at which an application is served as in production."""
    server: Any = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


def _by_plotly(site: Site) -> Flask:
    """The page of an engagement whose chart plotly draws, and a page with that chart alone."""
    app = Flask("plotly")
    chart = BY_PLOTLY.replace("FIGURE", json.dumps(_figure(site.product, site.lead)))
    page = caller(site.product, PAGES["engagement"], site.cookie, encoding="identity")().decode()
    instead, drawings = DRAWINGS.subn(lambda _drawing: chart, page)
    assert drawings == 1, drawings

    def alone() -> ResponseReturnValue:
        return EMPTY_PAGE + chart

    def whole_page() -> ResponseReturnValue:
        return instead

    def script() -> ResponseReturnValue:
        return send_file(VENDOR / "plotly-basic.min.js")

    app.add_url_rule("/", "alone", alone)
    app.add_url_rule("/page", "page", whole_page)
    app.add_url_rule("/basic.js", "script", script)
    return app


def _figure(product: Flask, person: Person) -> dict[str, Any]:
    """The figure that the page of an engagement hands to plotly when somebody looks closer."""
    with product.test_request_context():
        g.person = person
        found = engagements.engagement(f"{CODE}-00001", person)
        assert found is not None
        today = today_in(found.programme.time_zone)
        page = engagement_page(found, indicators.measures_of(found), {}, (), None, 0, today)
        assert page.main is not None
        assert page.main.chart is not None
        return figure(page.main.chart)
