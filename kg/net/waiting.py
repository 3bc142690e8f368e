"""What servers say of when they may be asked again."""

from __future__ import annotations

import email.utils


def retry_after(value: str, now: float) -> float | None:
    """Seconds that a Retry-After asks to wait; None if it does not say, or says it in no known form.

    Args:
        value: The header.
        now: Seconds since 1970.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:12])
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - now)
