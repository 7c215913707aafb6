"""Files that hold no workload: what each seems to be, so that a refusal can say what would be taken instead."""

import re
from collections.abc import Callable, Mapping
from typing import Any

TAKEN = (
    "a quote request, ECS documents as the AWS CLI prints or takes them, a Terraform plan (terraform show -json PLAN), "
    "a folder of Terraform files, a CloudFormation or SAM template, a cdk.out folder, a Compose file, "
    "a Copilot manifest"
)


def guess(value: Any) -> str | None:
    """What a decoded document seems to be, with the way to something that is taken; None where nothing is known."""
    if isinstance(value, list):
        return "a list that holds no container definitions"
    if not isinstance(value, dict):
        return None
    return next((words for seems, words in _DOCUMENTS if seems(value)), None)


def _has(*names: object) -> Callable[[Mapping[Any, Any]], bool]:
    """Whether a document has all of these members."""
    return lambda value: all(name in value for name in names)


_STATE = "the state of Terraform: make a plan and give terraform show -json PLAN"
_DOCUMENTS: tuple[tuple[Callable[[Mapping[Any, Any]], bool], str], ...] = (
    (_has("terraform_version", "values"), _STATE),
    (_has("lineage", "serial"), _STATE),
    (_has("apiVersion", "kind"), "a Kubernetes manifest"),
    (_has("apiVersion", "name", "version"), "the Chart.yaml of a Helm chart"),
    (_has("on", "jobs"), "a GitHub Actions workflow"),
    (_has(True, "jobs"), "a GitHub Actions workflow"),  # YAML 1.1 reads a bare "on" as true
    (_has("stages"), "a pipeline"),
    (_has("jobs", "workflows"), "a CircleCI configuration"),
    (
        _has("service_definition", "task_definition"),
        "the configuration of ecspresso: give the files that it names, or their folder",
    ),
    (_has("service", "provider", "functions"), "the configuration of the Serverless Framework"),
    (_has("name", "runtime"), "a Pulumi project"),
    (_has("openapi"), "an OpenAPI document"),
    (_has("version", "phases"), "a buildspec of CodeBuild"),
    (_has("$schema", "contentVersion"), "an Azure Resource Manager template"),
    (
        lambda value: value.get("type") == "Environment" and "name" in value,
        "the manifest of a Copilot environment: give those of its services",
    ),
    (_has("name", "dependencies"), "a package.json"),
    (_has("budgets"), "a budgets file: ecsquote budget check --budgets takes it"),
    (_has("options", "catalog"), "a quote: give the request that it answers"),
)


_TEXTS = (
    (re.compile(r'^\s*(resource|module|provider|variable|terraform|data)\s+("[^"]+"\s*)*\{', re.M),
     "Terraform text: give its folder, or the plan's JSON (terraform show -json PLAN)"),
    (re.compile(r'^\s*(job|group|variant|packer|source|build)\s+("[^"]+"\s*)*\{', re.M), "HCL that is not Terraform's"),
    (re.compile(r"\{\{-?\s*(end|if|with|range|include|template|toYaml|\$?\.?(Values|Release|Chart))\b"),
     "a template of Helm or Go: render it first"),
    (re.compile(r"^\s*FROM\s+\S+", re.M), "a Dockerfile"),
    (re.compile(r"^#!"), "a script"),
    (re.compile(r"^\s*<"), "XML or HTML"),
    (re.compile(r'^[^\n,{}:]+(,[^\n,{}:]*){2,}\r?\n|^[\w."-]+(,[\w."-]*)+\r?\n'), "a CSV file"),
    (re.compile(r"^PK\x03\x04"), "a zip: unpack it and give its folder"),
    (re.compile(r"^(Terraform used the selected providers|Terraform will perform)", re.M),
     "the output of terraform plan: save it with -out and give terraform show -json PLAN"),
)  # fmt: skip


def guess_text(text: str) -> str | None:
    """What a text that is neither JSON nor YAML seems to be; None where nothing is known."""
    return next((words for pattern, words in _TEXTS if pattern.search(text[:10_000])), None)


def refusal(what: str | None) -> str:
    """The words of a refusal: what the file seems to be, and what is taken."""
    seems = "holds no workload that is known" if what is None else f"seems to be {what}"
    return f"{seems}; taken are {TAKEN}"
