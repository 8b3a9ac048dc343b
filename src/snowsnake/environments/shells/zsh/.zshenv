# zsh reads its start-up files from ZDOTDIR: ours sources the user's own.
_snowsnake_zdotdir=$ZDOTDIR
if [[ -n $SNOWSNAKE_ZDOTDIR ]]; then ZDOTDIR=$SNOWSNAKE_ZDOTDIR; else unset ZDOTDIR; fi
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then source ${ZDOTDIR:-$HOME}/.zshenv; fi
# A .zshenv may choose another ZDOTDIR for the files that follow.
SNOWSNAKE_ZDOTDIR=${ZDOTDIR-}
ZDOTDIR=$_snowsnake_zdotdir
unset _snowsnake_zdotdir
