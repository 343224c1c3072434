"""What `pyproject.toml` cannot say: the rules lie beside the package in a checkout, inside it once it is installed."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithRules(build_py):
    """Puts `rules/` into the package, unless the checkout itself is installed (`pip install -e`)."""

    def run(self) -> None:
        """Build the package, then copy the rules as they are now."""
        super().run()
        if not self.editable_mode:
            carried = Path(self.build_lib, "pipeline", "rules")
            shutil.rmtree(carried, ignore_errors=True)
            shutil.copytree("rules", carried, ignore=shutil.ignore_patterns("__pycache__"))


setup(cmdclass={"build_py": BuildWithRules})
