# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034 # for the scripts that source this
# golden.sh - what the scripts share that compare whole outputs with files;
# sourced, not run.
#
# Gives "top", "build" and "program", a directory "work" that is removed at the
# end, and prints TAP; the caller ends with "echo 1..$count" and exits with
# "failed".  With UPDATE=1 compare writes the files anew: look at the difference
# before it is committed.

top=${top_srcdir:-$(cd "$(dirname "$0")/.." && pwd)}
build=${top_builddir:-.}
program=$build/kdump-prep/kdump-prep
if ! work=$(mktemp -d); then
	echo "Bail out! no temporary directory"
	exit 99
fi
trap 'rm -rf "$work"' EXIT
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

# compare NAME EXPECTED FOUND
compare() {
	[ -z "${UPDATE:-}" ] || cp "$3" "$2"
	diff -u "$2" "$3" >"$work/diff" 2>&1
	result=$?
	sed 's/^/# /' "$work/diff"
	report $result "$1"
}
