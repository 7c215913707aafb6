"""The one way from an estate to quote requests, whatever format it was read from."""

from ecsquote.inputs.assembly.assembling import Assembled, UsageField, assemble, assemble_with_addresses

__all__ = ["Assembled", "UsageField", "assemble", "assemble_with_addresses"]
