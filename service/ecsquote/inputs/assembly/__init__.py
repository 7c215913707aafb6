"""The one way from an estate to quote requests, whatever format it was read from."""

from ecsquote.inputs.assembly.assembling import Assembled, assemble, assemble_with_addresses
from ecsquote.inputs.assembly.parts import KnownUsage, UsageField

__all__ = ["Assembled", "KnownUsage", "UsageField", "assemble", "assemble_with_addresses"]
