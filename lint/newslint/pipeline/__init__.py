"""From decoded pages to findings, steps and records: scan, resolve, clean, project."""
