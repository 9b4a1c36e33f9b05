"""The configuration: `[tool.newslint]` of pyproject.toml, or newslint.toml."""
