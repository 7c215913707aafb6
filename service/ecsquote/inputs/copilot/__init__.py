"""Manifests of AWS Copilot: a service or a scheduled job each.

Source: https://aws.github.io/copilot-cli/docs/manifest/overview/
"""
