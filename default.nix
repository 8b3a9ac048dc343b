# For those without flakes: the library, `(import ./.).mkEnvironment { lock = ./snowsnake.lock; }`.
import ./src/snowsnake/nix/lib
