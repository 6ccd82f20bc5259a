#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# draw_test.sh - the text and the drawing of planted results are those of the
# golden files, and what are no results is refused.
#
# UPDATE=1 writes the golden files.
# shellcheck disable=SC2154 # top_srcdir, top_builddir: from make
set -u

sweep=$top_builddir/tests/sweep/sweep
here=$top_srcdir/tests/sweep
# shellcheck source=tests/golden.sh
. "${top_srcdir:?}/tests/golden.sh"

# is_refused STATUS ARG ...
is_refused()
{
	wanted=$1
	shift
	"$sweep" "$@" >"$work/out" 2>&1
	[ $? = "$wanted" ]
}

echo '{"way":"kexec"}' >"$work/nothing"
"$sweep" draw text "$here/draw.jsonl" >"$work/text"
report $? 'text is drawn'
compare 'text is golden' "$here/draw.golden" "$work/text"
"$sweep" draw svg "$here/draw.jsonl" >"$work/svg"
report $? 'drawing is drawn'
compare 'drawing is golden' "$here/draw.golden.svg" "$work/svg"
ok 'no results' is_refused 1 draw text "$work/nothing"
ok 'no file' is_refused 1 draw text "$work/none"
ok 'no verb' is_refused 2 paint
ok 'no options' is_refused 2 run
echo "1..$count"
[ "$failed" = 0 ]
