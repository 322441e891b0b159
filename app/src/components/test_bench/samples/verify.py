import base64
import hashlib
import hmac
import time


def is_from_hookline(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a request is Hookline's. Header names in lower case; the body as it came."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or len(timestamp) > 10 or abs(time.time() - int(timestamp)) > 300:
        return False  # Too old: somebody may be repeating it.
    key = base64.b64decode(secret.removeprefix("whsec_"))
    if not key:
        return False  # Without a secret anybody can make the stamp.
    signed = f"{message_id}.{timestamp}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    right = b"v1," + base64.b64encode(digest)
    given = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(right, one) for one in given)
