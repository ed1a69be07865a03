"""``kb completion``."""

import os
from pathlib import PurePath
from typing import Final

import click

from kb.cli import output
from kb.cli.options import Session, common_options, epilog
from kb.errors import UsageError

_BASH: Final = """\
_kb() {
  local kind value about quoted="${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS=$'\\t' read -r kind value about; do
    case $kind in
      plain)
        # Inside quotes, a name needs no escapes.
        case $quoted in
          [\\"\\']*) ;;
          *) printf -v value %q "$value" ;;
        esac
        COMPREPLY+=("$value") ;;
      dir) compopt -o dirnames ;;
      file) compopt -o default ;;
    esac
  done < <(
    _KB_COMPLETE=bash _KB_LINE="${COMP_LINE:0:COMP_POINT}" _KB_WORD="$quoted" "$1" 2>/dev/null
  )
}
complete -F _kb kb
"""
_ZSH: Final = """\
#compdef kb
_kb() {
  local -a values shown
  local kind value about
  while IFS=$'\\t' read -r kind value about; do
    case $kind in
      plain) values+=("$value"); shown+=("$value${about:+  -- $about}") ;;
      dir) _path_files -/ ;;
      file) _files ;;
    esac
  done < <(_KB_COMPLETE=zsh _KB_LINE="${(j: :)words[1,CURRENT]}" ${words[1]} 2>/dev/null)
  (( $#values )) && compadd -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' -l -d shown -a values
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _kb "$@"
else
  (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
  compdef _kb kb
fi
"""
_FISH: Final = """\
function __kb_complete
  for line in (env _KB_COMPLETE=fish _KB_LINE=(commandline -cp | string collect) kb 2>/dev/null)
    set -l part (string split \\t -- $line)
    switch $part[1]
      case plain
        printf '%s\\t%s\\n' $part[2] "$part[3]"
      case dir
        __fish_complete_directories (commandline -ct)
      case file
        __fish_complete_path (commandline -ct)
    end
  end
end
complete --no-files --command kb --arguments '(__kb_complete)'
"""
SCRIPTS: Final = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}


@click.command(
    name="completion",
    epilog=epilog(
        "kb completion bash >> ~/.bashrc",
        "kb completion zsh >> ~/.zshrc",
        "kb completion fish > ~/.config/fish/completions/kb.fish",
        uses_store=False,
    ),
)
@click.argument("shell", required=False, type=click.Choice(list(SCRIPTS)))
@common_options
def command(_: Session, *, shell: str | None) -> None:
    """Print a shell completion script.

    The script completes commands, options, titles, tags and card ids. Add it to your shell as shown
    below, and open a new terminal. Without an argument, kb uses the shell in the environment
    variable SHELL.
    """
    name = shell or PurePath(os.environ.get("SHELL", "")).name
    if name not in SCRIPTS:
        raise UsageError("name your shell: kb completion bash, zsh or fish.")
    output.print_text(SCRIPTS[name])
