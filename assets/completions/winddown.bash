# Completes winddown's commands, and the steps, routines and drinks of your config, in bash.
# `winddown completions bash` prints this file.

_winddown() {
    local i value line prefix words=() last=-1
    # Bash cuts `--date=2026` into three words; winddown takes it as one.
    for ((i = 0; i <= COMP_CWORD; i++)); do
        value=${COMP_WORDS[i]}
        if ((i == COMP_CWORD)) && [[ $value != = ]]; then
            value=$2
        fi
        if ((last > 0)) && { [[ $value == = && ${words[last]} == --* ]] || [[ ${words[last]} == --*= ]]; }; then
            words[last]+=$value
        else
            words+=("$value")
            ((++last))
        fi
    done
    # Only what follows the `=` is replaced on the line.
    [[ ${words[last]} == --*=* ]] && prefix=${words[last]%"$2"}

    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            $'\tfiles') _winddown_files -f "$2" ;;
            $'\tfolders') _winddown_files -d "$2" ;;
            *)
                value=${line%%$'\t'*}
                value=${value#"$prefix"}
                [[ $value == *[!A-Za-z0-9_./,:=@%+-]* ]] && printf -v value %q "$value"
                COMPREPLY+=("$value")
                ;;
        esac
    done < <(command winddown completions bash -- "${words[@]}" 2>/dev/null)
}

# File names, with the shell's own quoting.
_winddown_files() {
    local file
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        COMPREPLY+=("$file")
    done < <(compgen "$1" -- "$2")
}

complete -o nosort -F _winddown winddown 2>/dev/null || complete -F _winddown winddown
