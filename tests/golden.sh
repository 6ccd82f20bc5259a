# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh source=tests/tap.sh
# golden.sh - what the scripts share that compare whole outputs with files;
# sourced, not run.
#
# Gives what tap.sh gives, and compare.  With UPDATE=1 that writes the files
# anew: look at the difference before it is committed.

. "${top_srcdir:-$(dirname "$0")/..}/tests/tap.sh"

# compare NAME EXPECTED FOUND
compare() {
	[ -z "${UPDATE:-}" ] || cp "$3" "$2"
	diff -u "$2" "$3" >"$work/diff" 2>&1
	result=$?
	sed 's/^/# /' "$work/diff"
	report $result "$1"
}
