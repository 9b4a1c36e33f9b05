"""Lets `python -m newslint` stand for the command."""

from newslint.cli.main import main

main()
