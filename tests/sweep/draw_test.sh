#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# draw_test.sh - the text and the drawing of planted results are those of the
# golden files, and what are no results is refused.
#
# KDP_UPDATE_GOLDEN=1 writes the golden files.
# shellcheck disable=SC2154 # top_srcdir, top_builddir: from make
set -u

sweep=$top_builddir/tests/sweep/sweep
here=$top_srcdir/tests/sweep
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0
bad=0

# check NAME COMMAND [ARG ...]
check()
{
	name=$1
	shift
	count=$((count + 1))
	if "$@"; then
		echo "ok $count - $name"
	else
		bad=$((bad + 1))
		echo "not ok $count - $name"
	fi
}

# is_golden KIND FILE
is_golden()
{
	"$sweep" draw "$1" "$here/draw.jsonl" >"$work/$1" || return 1
	[ -z "${KDP_UPDATE_GOLDEN:-}" ] || cp "$work/$1" "$here/$2"
	diff -u "$here/$2" "$work/$1" >"$work/diff" || {
		sed 's/^/# /' "$work/diff"
		return 1
	}
}

# is_refused STATUS ARG ...
is_refused()
{
	wanted=$1
	shift
	"$sweep" "$@" >"$work/out" 2>&1
	[ $? = "$wanted" ]
}

echo '{"way":"kexec"}' >"$work/nothing"
check 'text is golden' is_golden text draw.golden
check 'drawing is golden' is_golden svg draw.golden.svg
check 'no results' is_refused 1 draw text "$work/nothing"
check 'no file' is_refused 1 draw text "$work/none"
check 'no verb' is_refused 2 paint
check 'no options' is_refused 2 run
echo "1..$count"
[ "$bad" = 0 ]
