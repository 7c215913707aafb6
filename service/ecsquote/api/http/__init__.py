"""HTTP for every resource: bodies, formats, pages, problems and OpenAPI."""
