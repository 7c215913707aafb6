"""/v1/catalogs: the price catalog versions kept here, and where their figures come from."""

from typing import Any

from fastapi import APIRouter

from ecsquote.api.context import InContext

router = APIRouter(tags=["catalog"])
