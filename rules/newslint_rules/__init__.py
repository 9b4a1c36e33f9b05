"""The rules of newslint, one file each; the engine meets them through an entry point."""
