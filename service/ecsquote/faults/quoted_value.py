"""Values quoted in messages: short and printable, whatever was sent."""

_SHOWN_CHARACTERS = 40
_HUGE = 2**31 - 1
"""Numbers beyond 32 bits are not quoted: no field of ECS takes them."""


def shown(value: object) -> str:
    """A value as a message may quote it: short, whatever was sent."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) > _HUGE:
        return "a huge number"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = "".join(character if character.isprintable() else "?" for character in text[: _SHOWN_CHARACTERS + 1])
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[:_SHOWN_CHARACTERS]}…"
