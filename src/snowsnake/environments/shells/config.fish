# Run by `snowsnake shell` in fish, after the user's own configuration.
if test "$PATH[1]" != "$VIRTUAL_ENV/bin"
    set -gx PATH "$VIRTUAL_ENV/bin" $PATH
end
set -e PYTHONHOME
set -e SNOWSNAKE_FISH
if test -z "$VIRTUAL_ENV_DISABLE_PROMPT"
    functions -q fish_prompt; and functions -c fish_prompt _snowsnake_prompt
    function fish_prompt
        echo -n "($VIRTUAL_ENV_PROMPT) "
        functions -q _snowsnake_prompt; and _snowsnake_prompt
    end
end
