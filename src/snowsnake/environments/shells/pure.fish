# Run by `snowsnake shell --pure` in fish, whose own prompt wants programs that are not on this PATH.
set -e SNOWSNAKE_FISH
function fish_prompt
    if test -z "$VIRTUAL_ENV_DISABLE_PROMPT"
        echo -n "($VIRTUAL_ENV_PROMPT) "
    end
    echo -n (prompt_pwd)'> '
end
function fish_right_prompt
end
