{
  # Wherever you have snowsnake from: `nix registry add snowsnake URL`, or its URL here.
  inputs.snowsnake.url = "flake:snowsnake";
  outputs = { snowsnake, ... }: snowsnake.lib.mkFlake { lock = ./snowsnake.lock; };
}
