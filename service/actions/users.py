"""Local accounts: made by an administrator, logged in to, locked after wrong passwords, and log-ins that can be taken back."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models import db
from models.errors import UsageError
from service import audit
from service.actions.actor import Actor, Role
from service.database import Database

if TYPE_CHECKING:
    from argon2 import PasswordHasher

#: Long enough to be out of reach of guessing over the network and of most guessing from a stolen table (ASVS 5.0, 6.2.1).
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
#: After so many wrong passwords in a row each further one costs a wait, twice as long every time.
FREE_FAILURES = 5
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
#: How exactly it is known when a session was last used; finer would write to the database at every click.
_SEEN_STEP = timedelta(seconds=60)
_LONGEST_LOGIN = 80


@dataclass(frozen=True, slots=True)
class LogIn:
    """A log-in that has begun. `token` is the secret of the cookie and is kept nowhere else."""

    token: str = field(repr=False)
    login: str


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the other end of a session."""

    actor: Actor
    name: str
    csrf: str = field(repr=False)
    began_at: datetime


def add_user(
    database: Database, *, login: str, name: str, roles: Collection[Role], password: str, now: datetime, by: str
) -> None:
    """Make an account. Raises UsageError when the login is taken or the password too weak."""
    check_login(login)
    check_password(password, login)
    hashed = _hasher().hash(password)
    with database.write() as session:
        if _find(session, login) is not None:
            raise UsageError(f"There is an account {login} already. `afstem user password {login}` gives it a new password.")
        session.add(
            db.User(
                login=login,
                name=name,
                password_hash=hashed,
                roles=sorted(role.value for role in roles),
                disabled_at=None,
                failures=0,
                locked_until=None,
            )
        )
        _note(session, login, "added", now, by, ", ".join(sorted(role.value for role in roles)))


def set_password(database: Database, *, login: str, password: str, now: datetime, by: str) -> None:
    """Give an account a new password, lift its lock, and end its sessions."""
    check_password(password, login)
    hashed = _hasher().hash(password)
    with database.write() as session:
        user = _get(session, login)
        user.password_hash, user.failures, user.locked_until = hashed, 0, None
        _end_sessions(session, user)
        _note(session, login, "password-changed", now, by)


def set_roles(database: Database, *, login: str, roles: Collection[Role], now: datetime, by: str) -> None:
    """Give an account these roles and no others."""
    with database.write() as session:
        user = _get(session, login)
        before = ", ".join(user.roles)
        user.roles = sorted(role.value for role in roles)
        _note(session, login, "roles-changed", now, by, f"{before} → {', '.join(user.roles)}")


def disable(database: Database, *, login: str, now: datetime, by: str) -> None:
    """Shut an account: it cannot log in, and its sessions end at once."""
    with database.write() as session:
        user = _get(session, login)
        user.disabled_at = now
        _end_sessions(session, user)
        _note(session, login, "disabled", now, by)


def enable(database: Database, *, login: str, now: datetime, by: str) -> None:
    """Open a shut account again."""
    with database.write() as session:
        user = _get(session, login)
        user.disabled_at, user.failures, user.locked_until = None, 0, None
        _note(session, login, "enabled", now, by)


def log_in(database: Database, *, login: str, password: str, now: datetime) -> LogIn | None:
    """Begin a session, or None: unknown, shut and locked accounts and wrong passwords are not told apart.

    The password is checked with no transaction open, and for accounts that do not exist too: it takes as long.
    """
    with database.read() as session:
        user = _find(session, login[:_LONGEST_LOGIN])
    fits = _fits(user.password_hash if user else _nobody(), password)
    if user is None:
        return None
    if user.disabled_at is not None or (user.locked_until is not None and user.locked_until > now):
        return None
    with database.write() as session:
        if not fits:
            _count_failure(session, user.id, now)
            return None
        session.execute(update(db.User).where(db.User.id == user.id).values(failures=0, locked_until=None))
        return _begin(session, user, now)


def log_in_unasked(database: Database, *, login: str, name: str, roles: Collection[Role], now: datetime) -> LogIn:
    """Begin a session without a password, for trying out; the account has none and can be used in no other way."""
    with database.write() as session:
        user = _find(session, login)
        if user is None:
            user = db.User(login=login, name=name, password_hash="", roles=[], disabled_at=None, failures=0, locked_until=None)
            session.add(user)
            session.flush()
        elif user.password_hash:
            raise UsageError(f"{login} is an account with a password; log in with it.")
        user.roles = sorted(role.value for role in roles)
        return _begin(session, user, now)


def find_visitor(database: Database, token: str, *, now: datetime, idle: timedelta, longest: timedelta) -> Visitor | None:
    """Return who a session's secret stands for; None when it ended, was taken back, or never was."""
    key = _key(token)
    with database.read() as session:
        row = session.execute(
            select(db.UserSession, db.User)
            .join(db.User, db.User.id == db.UserSession.user_id)
            .where(db.UserSession.token_hash == key)
        ).one_or_none()
    if row is None:
        return None
    kept, user = row
    if user.disabled_at is not None or now - kept.seen_at > idle or now - kept.created_at > longest:
        end(database, token)
        return None
    if now - kept.seen_at > _SEEN_STEP:
        with database.write() as session:
            session.execute(update(db.UserSession).where(db.UserSession.token_hash == key).values(seen_at=now))
    actor = Actor(user.login, frozenset(Role(role) for role in user.roles))
    return Visitor(actor, user.name, kept.csrf, kept.created_at)


def end(database: Database, token: str) -> None:
    """End one session."""
    with database.write() as session:
        session.execute(delete(db.UserSession).where(db.UserSession.token_hash == _key(token)))


def check_login(login: str) -> None:
    """Refuse names that could not be typed or told apart."""
    if (
        not login
        or len(login) > _LONGEST_LOGIN
        or not all(each.isascii() and (each.isalnum() or each in "._-@") for each in login)
    ):
        raise UsageError("A login is made of letters a-z, digits and . _ - @, at most 80 of them.")


def check_password(password: str, login: str) -> None:
    """Refuse passwords that are guessed first."""
    if len(password) < SHORTEST_PASSWORD:
        raise UsageError(
            f"The password has {len(password)} characters; it needs at least {SHORTEST_PASSWORD}. Three or four words are good."
        )
    if len(password) > LONGEST_PASSWORD:
        raise UsageError(f"The password has more than {LONGEST_PASSWORD} characters.")
    if login.casefold() in password.casefold() or len(set(password)) < 5:
        raise UsageError("The password holds the login or repeats a few characters; it would be guessed early.")


def _begin(session: Session, user: db.User, now: datetime) -> LogIn:
    token = secrets.token_urlsafe(32)
    session.add(
        db.UserSession(token_hash=_key(token), user_id=user.id, csrf=secrets.token_urlsafe(32), created_at=now, seen_at=now)
    )
    _note(session, user.login, "logged-in", now, f"user:{user.login}")
    return LogIn(token, user.login)


def _count_failure(session: Session, user_id: int, now: datetime) -> None:
    user = session.get_one(db.User, user_id, with_for_update=True)
    user.failures += 1
    if user.failures >= FREE_FAILURES:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(user.failures - FREE_FAILURES, 10))
        user.locked_until = now + wait
        _note(session, user.login, "locked", now, "afstem", f"{user.failures} wrong passwords; closed for {wait}")


def _find(session: Session, login: str) -> db.User | None:
    return session.scalars(select(db.User).where(db.User.login == login)).one_or_none()


def _get(session: Session, login: str) -> db.User:
    user = _find(session, login)
    if user is None:
        raise UsageError(f"There is no account {login}. `afstem user list` shows all.")
    return user


def _end_sessions(session: Session, user: db.User) -> None:
    session.execute(delete(db.UserSession).where(db.UserSession.user_id == user.id))


def _note(session: Session, login: str, event: str, now: datetime, by: str, because: str | None = None) -> None:
    audit.record(session, at=now, actor=by, subject=f"user:{login}"[:80], event=event, because=because)


def _key(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _fits(hashed: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(hashed, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobody() -> str:
    """Return the hash of a password that nobody has."""
    return _hasher().hash(secrets.token_urlsafe(32))
