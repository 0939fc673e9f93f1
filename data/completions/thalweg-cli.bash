# SPDX-License-Identifier: GPL-3.0-or-later
# Completion of thalweg-cli for bash. Options come from --help, so that there is no second list of them.

_thalweg_cli_scenarios()
{
  local folder
  for folder in "${THALWEG_DATADIR:-}" /usr/local/share/thalweg /usr/share/thalweg; do
    if [ -n "$folder" ] && [ -d "$folder/scenarios" ]; then
      basename -s .ini -a "$folder"/scenarios/*.ini
      return
    fi
  done
}

_thalweg_cli()
{
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
  local program=${COMP_WORDS[0]}

  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    mapfile -t COMPREPLY < <(compgen -W 'run branch replay info compare eval field bench --help --version' -- "$word")
    return
  fi
  case $before in
    --dump) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
    --stage|--start-of)
      mapfile -t COMPREPLY < <(compgen -W 'pre-training fine-tuning' -- "$word"); return ;;
    --reference) mapfile -t COMPREPLY < <(compgen -f -W 'auto none' -- "$word"); return ;;
    --output|-o) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
    --set|--seed|--steps|--theta|--grid|--range|--threads|--name|--mark|--wait|--run|--step|--from|--to|--every|--at) return ;;
    --tolerance|--points|--scenario) return ;;
  esac
  case $word in
    -*)
      mapfile -t COMPREPLY < <(compgen -W "$("$program" "$command" --help 2>/dev/null \
        | grep -o -e '--[a-z][a-z-]*' | sort -u)" -- "$word") ;;
    *)
      case $command in
        bench)
          mapfile -t COMPREPLY < <(compgen -W "$("$program" bench --list 2>/dev/null | cut -d' ' -f1)" -- "$word") ;;
        branch|replay|info|compare) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
        *) mapfile -t COMPREPLY < <(compgen -f -W "$(_thalweg_cli_scenarios)" -- "$word") ;;
      esac ;;
  esac
}

complete -o filenames -F _thalweg_cli thalweg-cli
