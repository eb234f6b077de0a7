"""Signing the figures of an engagement, on the screen or on paper, and opening them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    g,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from coachtrack.features.accounts.views.own import right_password
from coachtrack.features.accounts.views.person import own_account
from coachtrack.features.accounts.views.signing_in import status
from coachtrack.features.engagements import queries as engagements
from coachtrack.features.engagements.models import Engagement
from coachtrack.features.engagements.views import engagement_to
from coachtrack.features.objections import queries as objections
from coachtrack.features.signing import actions, queries
from coachtrack.features.signing.actions import Signer
from coachtrack.features.signing.asking import ask_the_other_side
from coachtrack.features.signing.forms import PaperForm, ReopeningForm, SigningForm
from coachtrack.features.signing.models import Cause, Part, Party, Statement
from coachtrack.features.signing.page import DIGEST_SHOWN, Section, sections
from coachtrack.features.signing.printed import SHORTEST
from coachtrack.features.signing.sentences import standing_told, voided_told
from coachtrack.kit.forms import CONFLICT, UNUSABLE
from coachtrack.kit.permissions import Permission, or_404, requires
from coachtrack.kit.security import takes_files
from coachtrack.kit.times import today_in
from coachtrack.kit.transactions import Door, because, commits, let_go, writing

bp = Blueprint("signing", __name__)

PARTS = "/engagements/<code>/signatures/<any(baseline, closing):part>"


@bp.get("/engagements/<code>/signatures")
@requires(Permission.DASHBOARD_SEE)
def index(code: str) -> ResponseReturnValue:
    """What is signed of an engagement, by whom, and what waits for a signature."""
    found = or_404(engagements.engagement(code, g.person))
    return render_template(
        "signing/index.html",
        sections=sections(found, _today(found)),
        party=queries.party_of(g.person, found),
        opened=queries.opened_by_others(found),
        may_set=g.person.may(Permission.MEASURE_SET, engagements.place_of(found)),
        may_read=g.person.may(Permission.HISTORY_SEE, engagements.place_of(found)),
        **_around(found),
    )


@bp.route(f"{PARTS}/sign", methods=["GET", "POST"])
@requires(Permission.FIGURES_SIGN)
def sign(code: str, part: str) -> ResponseReturnValue:
    """Sign for one's own side, with one's password."""
    found = or_404(engagements.engagement(code, g.person))
    party = queries.party_of(g.person, found)
    if party is None:
        abort(403)
    form = SigningForm()
    if form.is_submitted() and (saved := _signed(form, found, part, party)):
        flash(_done(saved), "saved")
        return redirect(url_for(".index", code=code))
    # Checking a password ends the read that was under way.
    found = or_404(engagements.engagement(code, g.person))
    section = _section(found, part)
    lines = section.to_sign(party, g.person.account_id)
    form.offer(lines)
    told = {"form": form, "section": section, "lines": lines, "party": party}
    return render_template("signing/sign.html", **told, **_around(found)), *status(form)


@bp.get(f"{PARTS}/print")
@requires(Permission.DASHBOARD_SEE)
def paper(code: str, part: str) -> ResponseReturnValue:
    """The statement on paper, for both sides to sign and stamp."""
    found = or_404(engagements.engagement(code, g.person))
    section = _section(found, part)
    return render_template(
        "signing/paper.html", section=section, lines=section.printed, **_around(found)
    )


@bp.route(f"{PARTS}/paper", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@takes_files
def on_paper(code: str, part: str) -> ResponseReturnValue:
    """Attach the paper that both sides signed; the figures are signed by it."""
    found = engagement_to(Permission.MEASURE_SET, code)
    section = _section(found, part)
    form = PaperForm(section, _today(found), found.programme.time_zone)
    if form.is_submitted():
        if _attached(form, found.code, section):
            told = _("The signed paper is kept. From now on these figures stay as they are.")
            flash(told, "saved")
            return redirect(url_for(".index", code=code))
        # Reading the file ends the read that was under way.
        found = engagement_to(Permission.MEASURE_SET, code)
        section = _section(found, part)
    shown = {"form": form, "section": section, "lines": section.on_paper}
    page = render_template("signing/on_paper.html", **shown, **_around(found))
    refused = CONFLICT if form.form_errors else UNUSABLE
    return page, refused if form.is_submitted() else 200


@bp.route("/engagements/<code>/signatures/<uuid:uuid>/reopen", methods=["GET", "POST"])
@requires(Permission.MEASURE_SET)
@commits
def reopen(code: str, uuid: UUID) -> ResponseReturnValue:
    """Void what was signed, with a reason, so that it can be corrected and signed again."""
    found = engagement_to(Permission.MEASURE_SET, code)
    row = or_404(queries.statement(found, uuid))
    if not row.stands:
        flash(_("This is open for a correction already."))
        return redirect(url_for(".index", code=code))
    form = ReopeningForm()
    if form.validate_on_submit():
        try:
            cause, reason = Cause(form.cause.data), form.reason.data or ""
            # The cause stands in the row, and people read it in their own language.
            because(reason)
            actions.reopen(row, cause, reason, g.person.name)
        except actions.Voided:
            flash(_("This is open for a correction already."))
        else:
            flash(
                _("Open for a correction. Correct the figures, then let both sides sign again."),
                "saved",
            )
        return redirect(url_for(".index", code=code))
    line = next(
        line for line in _section(found, row.part).lines if line.view.measure.id == row.measure_id
    )
    page = render_template("signing/reopen.html", form=form, line=line, **_around(found))
    return page, UNUSABLE if form.is_submitted() else 200


@bp.get("/engagements/<code>/signatures/scans/<uuid:uuid>")
@requires(Permission.HISTORY_SEE)
def scan(code: str, uuid: UUID) -> ResponseReturnValue:
    """A signed paper with its names and stamp, to save, for those who work with the figures."""
    found = engagement_to(Permission.HISTORY_SEE, code)
    kept = or_404(queries.scan(found, uuid))
    answer = Response(kept.content.content, mimetype=kept.media_type)
    ending = kept.media_type.rpartition("/")[2]
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"{found.code}-{uuid}.{ending}"
    )
    # Nothing in it runs, whatever it holds.
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _around(found: Engagement) -> dict[str, object]:
    """What every page here shows around its own."""
    return {
        "engagement": found,
        "time_zone": found.programme.time_zone,
        "signed_told": lambda row: standing_told(queries.given_of(row), row.part),
        "voided_told": voided_told,
        "digest_shown": DIGEST_SHOWN,
        "digest_typed": SHORTEST,
        "objections": objections.n_open(found),
        "demo_ribbon": found.programme.demo,
    }


def _today(found: Engagement) -> date:
    return today_in(found.programme.time_zone)


def _section(found: Engagement, part: str) -> Section:
    return next(each for each in sections(found, _today(found)) if each.part == part)


def _changed() -> str:
    return _("Somebody changed these figures, or signed them, meanwhile. Read them again.")


def _done(saved: Sequence[Statement]) -> str:
    if all(row.signed for row in saved):
        return _(
            "Signed by both sides. From now on these figures stay as they are; for a correction,"
            " the consultants open them here first, with the reason."
        )
    return _("Signed. Once both sides have, these figures stay as they are.")


def _signed(form: SigningForm, found: Engagement, part: str, party: Party) -> Sequence[Statement]:
    """What was signed now of what was chosen; nothing where the form says why not."""
    lines = _section(found, part).to_sign(party, g.person.account_id)
    form.offer(lines)
    if not form.validate():
        return ()
    seen = form.seen(lines)
    if not right_password(form, own_account(), form.password.data or ""):
        return ()
    signer = Signer(party, g.person.name, g.person.account_id)
    try:
        with writing(Door.FORM, g.person):
            saved = actions.sign(Part(part), seen, [signer])
            ask_the_other_side(found, saved, party, g.person)
    except (actions.Moved, actions.SignedAlready, actions.SignedForTheOther):
        form.form_errors.append(_changed())
        return ()
    return saved


def _attached(form: PaperForm, code: str, section: Section) -> bool:
    """Whether the paper is kept and what stands on it is signed by it; the form says why not."""
    # A picture takes a while, and nobody should wait for it to save something.
    let_go()
    if not form.validate():
        return False
    part, seen = section.part, form.seen
    let_go()
    try:
        with writing(Door.FORM, g.person):
            found = engagement_to(Permission.MEASURE_SET, code)
            kept = form.file_name, form.media_type, form.content
            scan = actions.keep_scan(found.id, *kept, g.person)
            names = {Party.FACTORY: form.factory.data, Party.CONSULTANT: form.consultant.data}
            signers = [
                Signer(party, name or "", on=form.day, scan=scan) for party, name in names.items()
            ]
            actions.sign(part, seen, signers)
    except (actions.Moved, actions.SignedAlready):
        form.form_errors.append(_changed())
    except actions.NoRoom:
        form.form_errors.append(
            _(
                "There is no room for more papers of this engagement. Attach a smaller file, or"
                " sign on the screen."
            )
        )
    return not form.form_errors
