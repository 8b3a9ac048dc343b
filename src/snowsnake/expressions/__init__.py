"""Nix expressions for packages, as nixpkgs would have them: facts in, Nix text out. Nothing of a package is run."""

from snowsnake.expressions.gather import Wanted, gather
from snowsnake.expressions.model import PackageExpression
from snowsnake.expressions.write import expression_text

__all__ = ["PackageExpression", "Wanted", "expression_text", "gather"]
