#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# page_test.sh - the page and the summary of a small matrix, whole.
#
# Proves that scripts/matrix --page writes the page that lies beside the results
# of sample/, with its drawing, and that --summary puts the table in the place
# of the old one in a README and changes nothing when it is there.  UPDATE=1
# writes both anew: look at the page in a browser before it is committed.

set -u

. "${top_srcdir:-.}/tests/golden.sh"
sample=$top/tests/matrix/sample

# matrix VERB
matrix()
{
	"$top/scripts/matrix" --build="$build" --factors="$work/factors.cfg" \
		--kept="$work" --readme="$work/README" "--$1" >"$work/said" ||
		report 1 "scripts/matrix --$1"
}

cp "$sample"/*.cfg "$sample"/*.jsonl "$sample"/*.svg "$work"
chmod u+w "$work"/*
cat "$sample/README.before" >"$work/README"

matrix page
compare page "$sample/index.html" "$work/index.html"
grep -Eqi '<script|(src|href) *=|@import|url\(' "$work/index.html"
[ $? = 1 ]
report $? 'page needs neither script nor network'

matrix summary
compare summary "$sample/README.after" "$work/README"
matrix summary
compare 'summary once more' "$sample/README.after" "$work/README"

echo "1..$count"
[ "$failed" = 0 ]
