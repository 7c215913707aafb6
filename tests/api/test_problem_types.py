"""Each problem's type is an address that the same server answers."""

from pathlib import Path
from urllib.parse import urljoin

from ecsquote.api.http.problem_types import TYPES
from support_api import ADMIN_KEY_HASH, serving


def test_a_type_leads_to_its_page_without_a_key(tmp_path: Path) -> None:
    with serving(tmp_path, admin_key_hash=ADMIN_KEY_HASH) as client:
        refused = client.get("/v1/quotes")
        address = urljoin(str(refused.url), refused.json()["type"])
        page = client.get(address)
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["content-security-policy"].startswith("default-src 'none'")
        assert "A key is needed" in page.text
        assert [kind for kind in TYPES.values() if client.get(f"/problems/{kind.name}").status_code != 200] == []
        assert client.get("/problems/none").status_code == 404
        assert len({kind.name for kind in TYPES.values()}) == len(TYPES)
