"""Error answers as problem documents (RFC 9457)."""

from pydantic import BaseModel, Field


class ProblemError(BaseModel):
    """One thing that is wrong."""

    pointer: str = Field(description="JSON pointer (RFC 6901) into the body, or / and the name of a parameter")
    message: str = Field(description="what would be right")


class ProblemDocument(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="the kind of problem: its page on this server, e.g. /problems/invalid-request")
    title: str
    status: int
    detail: str
    errors: list[ProblemError] | None = Field(None, description="every fault of the request")
