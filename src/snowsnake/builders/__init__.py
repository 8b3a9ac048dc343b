"""Programs that run inside the Nix sandbox, with the standard library only (and the pinned `installer`).

The Nix library copies the modules that a build needs into a store path and starts them as the package
`builders`, so they import each other relatively and nothing of snowsnake outside this folder.
"""
