import os

from hypothesis import settings

settings.register_profile(
    "newslint", max_examples=120, deadline=None, derandomize=True, database=None
)
settings.register_profile("soak", max_examples=20_000, deadline=None)
settings.load_profile(os.environ.get("NEWSLINT_HYPOTHESIS", "newslint"))
