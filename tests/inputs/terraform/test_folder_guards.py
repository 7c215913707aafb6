"""A folder of Terraform configuration reads nothing but its own files, whatever its texts ask for."""

from pathlib import Path

import pytest

from ecsquote.errors import InputError
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.terraform.folder import folder_estate
from support_terraform import folder, read


@pytest.mark.parametrize(
    "expression",
    [
        'file("{outside}")',
        'file("${{path.module}}/{outside}")',
        'templatefile("{outside}", {{}})',
        'filebase64("{outside}")',
        'file(join("/", ["..", "{outside}"]))',
        'file(trimspace(" {outside}"))',
        'fileset("{up}", "*.txt")',
        'file("{absolute}")',
        'file/* ( */("{outside}")',
        'file # (\n ("{outside}")',
        'templatefile("t.tftpl", {{ x = 1 }})',
        'templatestring(join("", ["$$", "{{fi", "le(x)}}"]), {{ x = "{outside}" }})',
    ],
)
def test_files_outside_the_folder_are_not_read(expression: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("tr0ub4dor", encoding="utf-8")
    text = ""
    for depth in range(1, 9):
        up = "../" * depth
        named = expression.format(outside=f"{up}{str(secret)[1:]}", up=up + str(tmp_path)[1:], absolute=secret)
        text += f'resource "aws_ecs_cluster" "c{depth}" {{\n  name = jsonencode({named})\n}}\n'
    template = "".join(f'${{try(file("{"../" * depth}{str(secret)[1:]}"), "-")}}' for depth in range(1, 9))
    found = read(main_tf=text, t_tftpl=template)
    assert len(found["resources"]) == 8
    assert "tr0ub4dor" not in repr(found)
    assert "secret" not in repr(found)


def test_files_of_the_folder_are_read() -> None:
    text = 'resource "aws_ecs_cluster" "c" {\n  name = file("${path.module}/../names/c.json")\n}\n'
    files = folder(app__main_tf='module "m" {\n  source = "./m"\n}\n', app__m__main_tf=text)
    files += [SourceFile("app/names/c.json", b"inner")]
    (resource,) = folder_estate(files, ReadingParameters()).resources
    assert resource.properties == {"clusterName": "inner"}


def test_module_outside_the_files_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text('resource "aws_ecs_cluster" "c" {}', encoding="utf-8")
    sources = ["../" * depth + str(tmp_path)[1:] for depth in range(1, 9)]
    calls = [f'module "m{number}" {{\n  source = "{source}"\n}}\n' for number, source in enumerate(sources)]
    found = read(main_tf="".join(calls))
    assert found["resources"] == {}
    assert len(found["unknown"]) == 8


def test_files_with_names_outside_the_folder_are_refused() -> None:
    with pytest.raises(InputError, match="not a path inside the folder"):
        folder_estate([SourceFile("main.tf", b""), SourceFile("../x.tf", b"")], ReadingParameters())
