# Start-up file of `snowsnake shell` in zsh: the user's own first, then what it may have undone.
if [[ -n $SNOWSNAKE_ZDOTDIR ]]; then ZDOTDIR=$SNOWSNAKE_ZDOTDIR; else unset ZDOTDIR; fi
unset SNOWSNAKE_ZDOTDIR
if [[ -r ${ZDOTDIR:-$HOME}/.zshrc ]]; then source ${ZDOTDIR:-$HOME}/.zshrc; fi
if [[ $PATH: != "$VIRTUAL_ENV/bin:"* ]]; then PATH="$VIRTUAL_ENV/bin:$PATH"; fi
unset PYTHONHOME
rehash
if [[ -z ${VIRTUAL_ENV_DISABLE_PROMPT-} ]]; then PROMPT="($VIRTUAL_ENV_PROMPT) $PROMPT"; fi
