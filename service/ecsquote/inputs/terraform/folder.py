"""Folders of Terraform configuration, evaluated by tfparse (the extra terraform), with what it could not see named.

tfparse loses resources without a word and leaves out modules that are not on the disk, so what the texts declare is
counted against what it gave: a folder never seems whole where it is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, join, normpath
from typing import Any

from ecsquote.inputs.estate.resources import Estate, SourceNote
from ecsquote.inputs.parameters import ReadingParameters
from ecsquote.inputs.source_file import SourceFile
from ecsquote.inputs.terraform.addresses import ModulePath, module_path, path_text
from ecsquote.inputs.terraform.evaluated_blocks import META, EvaluatedConfiguration, evaluated_instances
from ecsquote.inputs.terraform.evaluation import evaluated
from ecsquote.inputs.terraform.folder_texts import configuration_files, declared_resources, root_folder
from ecsquote.inputs.terraform.lenient import entries, members, text
from ecsquote.inputs.terraform.plan import estate_of
from ecsquote.inputs.terraform.snapshot import MANAGED, Instance
from ecsquote.inputs.terraform.unevaluated import ResourceTexts

COUNTED = ("aws_ecs_", "aws_autoscaling_group", "aws_appautoscaling_target")
"""Beginnings of the types whose loss would change a price of the workload."""
NEEDS_TERRAFORM = "cannot be evaluated without Terraform"


def folder_estate(files: Sequence[SourceFile], parameters: ReadingParameters) -> Estate:
    """What a folder of Terraform configuration declares, as far as it can be evaluated without Terraform.

    `parameters.values` are values of the root's variables. Raises ExtraMissing without tfparse, InputError for folders
    that cannot be evaluated or that hold several configurations.
    """
    root = root_folder(files)
    found = evaluated(files, root, parameters.values)
    configuration = EvaluatedConfiguration(found)
    instances = evaluated_instances(found, configuration, ResourceTexts(files, root))
    estate = estate_of(configuration, instances, planned=True, unknown=NEEDS_TERRAFORM)
    missing = [*_absent_modules(found), *_lost(files, root, found, instances), *_uncounted(found)]
    return Estate(
        resources=estate.resources,
        region=estate.region,
        assumed=estate.assumed,
        warnings=estate.warnings,
        faults=estate.faults,
        unknown=(*estate.unknown, *missing),
    )


def _absent_modules(found: Mapping[str, Any]) -> Iterator[SourceNote]:
    """Modules that are called and gave nothing at all, not even a variable."""
    given = {
        module_path(text(members(each.get(META)).get("path")))[:depth]
        for kind, blocks in found.items()
        if kind != "module"
        for each in entries(blocks)
        for depth in range(1, 50)
    }
    for each in entries(found.get("module")):
        path = text(members(each.get(META)).get("path"))
        if module_path(path) not in given and each.get("count") != 0 and each.get("for_each") not in ([], {}):
            source = text(each.get("source"))[:200]
            yield SourceNote(
                path, f"{source}: the module is not among the files; run terraform init, or give the plan as JSON"
            )


def _lost(
    files: Sequence[SourceFile], root: str, found: Mapping[str, Any], instances: Sequence[Instance]
) -> Iterator[SourceNote]:
    """Types that the text of a module declares and none of whose resources was given for an instance of the module."""
    declared: dict[str, dict[str, set[str]]] = {}
    for file in configuration_files(files):
        for terraform_type, name in declared_resources(file):
            if terraform_type.startswith(COUNTED):
                declared.setdefault(dirname(file.name), {}).setdefault(terraform_type, set()).add(name)
    given = {(each.module, each.type) for each in instances if each.mode == MANAGED}
    for path, folder in _module_folders(root, found).items():
        for terraform_type, names in declared.get(folder, {}).items():
            if (path, terraform_type) not in given:
                named = " or ".join(sorted(f"{terraform_type}.{name}" for name in names))
                yield SourceNote(
                    path_text(path) or "the root module",
                    f"gives no {named}: its count or for_each is 0, or it {NEEDS_TERRAFORM}",
                )


def _module_folders(root: str, found: Mapping[str, Any]) -> dict[ModulePath, str]:
    """The folder of each instance of a module, as the file of any block in it shows."""
    folders: dict[ModulePath, str] = {(): root}
    for kind, blocks in found.items():
        for each in entries(blocks):
            meta = members(each.get(META))
            if kind != "module":
                folder = normpath(join(root, dirname(text(meta.get("filename")))))
                folders.setdefault(module_path(text(meta.get("path"))), "" if folder == "." else folder)
    return folders


def _uncounted(found: Mapping[str, Any]) -> Iterator[SourceNote]:
    """Resources whose count or for_each could not be evaluated: tfparse gives one of each."""
    for kind, blocks in found.items():
        for each in entries(blocks) if kind.startswith(COUNTED) else ():
            unknown = [word for word in ("count", "for_each") if word in each and _is_open(each[word])]
            if unknown:
                address = text(members(each.get(META)).get("path"))
                yield SourceNote(address, f"{unknown[0]} {NEEDS_TERRAFORM}; read as one")


def _is_open(value: object) -> bool:
    return value is None or (isinstance(value, str) and "${" in value) or "__attribute__" in members(value)
