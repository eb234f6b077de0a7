"""The second factor: codes of an app that change every 30 seconds, and codes for recovery."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import time

import pyotp
from sqlalchemy import delete, func, select, update

from coachtrack.extensions import db
from coachtrack.features.accounts.models import Account, RecoveryCode
from coachtrack.features.accounts.queries import digest_of
from coachtrack.kit.journal.noting import NOTED
from coachtrack.kit.permissions import Person, Role

#: Who is asked for one.
ASKED_OF = (Role.ADMINISTRATOR, Role.PROGRAMME_LEAD)
ISSUER = "CoachTrack"
STEP, SECRET_BYTES = 30, 20
#: Steps before and after: clocks of phones differ, and typing takes a while.
AROUND = (0, -1, 1)
RECOVERY_CODES, RECOVERY_BYTES, GROUP = 10, 15, 4


class WrongCode(Exception):
    """It is no code of this account now, or it was used."""


def secret_for(account: Account, token: str, key: str | bytes) -> str:
    """What an app makes its codes from, until it is set up the same for this sign-in.

    It follows from the site's key, so that it need not be kept where somebody could read it.
    """
    seed = f"second factor {token} {account.id} {account.version}".encode()
    made = hmac.digest(key.encode() if isinstance(key, str) else key, seed, "sha256")
    return base64.b32encode(made[:SECRET_BYTES]).decode()


def address_of(account: Account, secret: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=ISSUER)


def is_asked_of(person: Person) -> bool:
    """Whether a person's roles ask for one."""
    return any(person.holds(role) for role in ASKED_OF)


def set_up(account: Account, secret: str, code: str) -> list[str]:
    """Turn it on; returns the recovery codes, which are never shown again. Raises WrongCode."""
    step = _step_of(secret, code, 0)
    if step is None:
        raise WrongCode
    account.second_factor, account.last_step = secret, step
    return new_recovery_codes(account)


def turn_off(account: Account) -> None:
    """The password alone opens the account."""
    account.second_factor, account.last_step = "", 0
    _forget_recovery_codes(account)


def use_code(account: Account, code: str) -> None:
    """Take a code of the app, or one for recovery, once. Raises WrongCode."""
    step = _step_of(account.second_factor, code, account.last_step)
    if step is not None:
        newer = update(Account).where(Account.id == account.id, Account.last_step < step)
        used = db.session.execute(newer.values(last_step=step), execution_options=NOTED)
    else:
        digest = digest_of(_bare(code))
        own = RecoveryCode.account_id == account.id, RecoveryCode.digest == digest
        used = db.session.execute(delete(RecoveryCode).where(*own))
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise WrongCode


def new_recovery_codes(account: Account) -> list[str]:
    """Ten codes in place of those there were."""
    _forget_recovery_codes(account)
    db.session.flush()
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    db.session.add_all(
        RecoveryCode(account_id=account.id, digest=digest_of(_bare(code))) for code in codes
    )
    return codes


def recovery_codes_left(account: Account) -> int:
    """How many were not used yet."""
    left = select(func.count()).where(RecoveryCode.account_id == account.id)
    return db.session.scalar(left) or 0


def _forget_recovery_codes(account: Account) -> None:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))


def _step_of(secret: str, code: str, last: int) -> int | None:
    """The step of 30 seconds whose code this is, after the last one that was used."""
    digits = re.sub(r"\s", "", code)
    if not secret or not re.fullmatch("[0-9]{6}", digits):
        return None
    maker, current = pyotp.TOTP(secret), int(time.time()) // STEP
    for step in (current + each for each in AROUND):
        if step > last and hmac.compare_digest(maker.generate_otp(step), digits):
            return step
    return None


def _recovery_code() -> str:
    letters = base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower()
    return "-".join(letters[n : n + GROUP] for n in range(0, len(letters), GROUP))


def _bare(code: str) -> str:
    return re.sub(r"[\W_]", "", code).casefold()
