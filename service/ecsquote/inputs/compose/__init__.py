"""Compose files: one ECS service with one container for each of their services.

Source: https://github.com/compose-spec/compose-spec/blob/main/spec.md
"""
