"""newslint finds, explains and reversibly repairs defects in OCR'd Chinese news text."""

__version__ = "0.1.0"
