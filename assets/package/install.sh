#!/bin/sh
# Installs winddown from this folder into ~/.local, or removes it again.
#
#   ./install.sh                     into ~/.local
#   ./install.sh --prefix /usr/local
#   ./install.sh --uninstall         removes what was installed, and nothing else
#
# Your config and your diary are never touched.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=
uninstall=no

fail() {
    echo "install.sh: $1" >&2
    exit 1
}

while [ "$#" -gt 0 ]; do
    case $1 in
        --prefix)
            [ "$#" -gt 1 ] || fail "--prefix needs a folder, such as --prefix /usr/local"
            prefix=$2
            shift
            ;;
        --prefix=*) prefix=${1#--prefix=} ;;
        --uninstall) uninstall=yes ;;
        -h | --help)
            sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        *) fail "there is no option $1; --help shows those there are" ;;
    esac
    shift
done

if [ -z "$prefix" ]; then
    [ -n "${HOME:-}" ] || fail "there is no home directory; name a folder with --prefix"
    prefix=$HOME/.local
fi
case $prefix in
    /*) ;;
    *) prefix=$PWD/$prefix ;;
esac

# The files that were installed, one on a line, below the prefix.
list=$prefix/share/winddown/installed

if [ "$uninstall" = yes ]; then
    [ -f "$list" ] || fail "nothing that this script installed is in $prefix"
    # A service whose program is gone would be started again and again.
    "$prefix/bin/winddown" agent uninstall || echo "install.sh: the agent was left as it is" >&2
    while IFS= read -r file; do
        rm -f "$prefix/$file"
        folder=$(dirname "$file")
        while [ "$folder" != . ] && rmdir "$prefix/$folder" 2>/dev/null; do
            folder=$(dirname "$folder")
        done
    done <"$list"
    rm -f "$list"
    rmdir "$prefix/share/winddown" "$prefix/share" "$prefix" 2>/dev/null || true
    echo "winddown was removed from $prefix. Your config and your diary are where they were."
    exit 0
fi

[ -f "$here/bin/winddown" ] || fail "bin/winddown is not beside this script; unpack the whole archive"

cd "$here"
mkdir -p "$prefix/share/winddown" || fail "$prefix cannot be written; name another folder with --prefix"
find bin share -type f | sort >"$list.new"
while IFS= read -r file; do
    mkdir -p "$prefix/$(dirname "$file")"
    # Beside it first: a program that runs cannot be overwritten.
    cp "$file" "$prefix/$file.new"
    mv "$prefix/$file.new" "$prefix/$file"
done <"$list.new"
mv "$list.new" "$list"

echo "winddown is in $prefix/bin."
case :$PATH: in
    *:"$prefix/bin":*) echo "Type \`winddown\` to begin." ;;
    *) echo "That folder is not in your PATH. Add it, or begin with $prefix/bin/winddown." ;;
esac
case ${SHELL:-} in
    */zsh) echo "For zsh to complete it: fpath=($prefix/share/zsh/site-functions \$fpath) before compinit in ~/.zshrc." ;;
esac
