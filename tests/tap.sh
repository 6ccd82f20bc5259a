# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034 # for the scripts that source this
# tap.sh - what test scripts share that print TAP; sourced, not run.
#
# Gives "top", "build" and "program", and a directory "work" that is removed at
# the end.  The caller ends with "echo 1..$count" and exits with "failed".

top=${top_srcdir:-$(cd "$(dirname "$0")/.." && pwd)}
build=${top_builddir:-.}
program=$build/kdump-prep/kdump-prep
if ! work=$(mktemp -d); then
	echo "Bail out! no temporary directory"
	exit 99
fi
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
count=0
failed=0

# report STATUS NAME: one line of TAP.
report() {
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		failed=1
	fi
}

# ok NAME COMMAND...: a test that is a command.  Where it fails, what the
# programs that it is about have left in "said" and "called" is told.
ok() {
	name=$1
	shift
	if "$@"; then
		report 0 "$name"
		return
	fi
	report 1 "$name"
	for told in "$work/said" "$work/called"; do
		[ ! -e "$told" ] || sed 's/^/# /' "$told"
	done
}
