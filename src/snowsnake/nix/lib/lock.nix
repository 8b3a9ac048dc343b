# What everybody reads of a lock, and of the names of its targets.
{
  # A lock file (a path), or what is in it.
  read = lock: if builtins.isAttrs lock then lock else builtins.fromJSON (builtins.readFile lock);

  # `cp313-x86_64-linux`: `interpreter` is `cp313`, of the `implementation` `cp` and the `language` 3.13.
  target =
    name:
    let
      parts = builtins.match "([a-z]+)([0-9])([0-9]+)-(.*)" name;
      part = builtins.elemAt parts;
    in
    if parts == null then
      throw "`${name}` in snowsnake.lock is not a target"
    else
      {
        inherit name;
        implementation = part 0;
        digits = part 1 + part 2;
        language = "${part 1}.${part 2}";
        interpreter = part 0 + part 1 + part 2;
        system = part 3;
      };
}
