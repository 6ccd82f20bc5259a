#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# series_test.sh - the patch series is what its list says, and check-series
# finds each mistake.
set -eu

top=${top_srcdir:?}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
patches=$work/patches
patch=6.12/2-kdump-apic.patch
count=0

# test_is EXPECTED NAME [PATTERN]: of the copy.
test_is()
{
	count=$((count + 1))
	status=0
	"$top/scripts/check-series" "$patches" >"$work/out" || status=$?
	if [ $status = "$1" ] && [ $# = 2 ] && [ ! -s "$work/out" ] ||
	   { [ $status = "$1" ] && [ $# = 3 ] && grep -q "$3" "$work/out"; }; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$work/out"
	fi
}

# with COMMAND...: change a fresh copy.
with()
{
	rm -rf "$patches"
	cp -r "$top/second-kernel/patches" "$patches"
	chmod -R u+w "$patches"
	(cd "$patches" && "$@")
}

# test_finds NAME PATTERN COMMAND...
test_finds()
{
	name=$1
	pattern=$2
	shift 2
	with "$@"
	test_is 1 "$name" "$pattern"
}

with true
test_is 0 'the series is right'
test_finds 'a patch that is not listed' '6.1/6-more.patch: not listed once' \
	cp 6.1/1-crash-irqs.patch 6.1/6-more.patch
test_finds 'a patch that is not there' "$patch: no such patch" rm $patch
test_finds 'a patch that is listed twice' "$patch: not listed once" \
	sed -i "\\,$patch, { p; }" series
test_finds 'patches in another order' 'not in the order' \
	sed -i '/3-kdump-msi/ { h; d; }; /4-kdump-park/ { G; }' series
test_finds 'a release of another kernel' '6.13.1 is not a release of 6.12' \
	sed -i "\\,$patch, s/^[^	]*/6.13.1/" series
test_finds 'a range that ends before it begins' '6.12.1 is before' \
	sed -i "\\,$patch, s/	[^	]*/	6.12.1/" series
test_finds 'an upstream status of no kind' 'upstream status maybe' \
	sed -i "\\,$patch, s/not-sent/maybe/" series
test_finds 'a column that is missing' 'not six columns' \
	sed -i "\\,$patch, s/	[^	]*\$//" series
test_finds 'a switch that the patch does not document' 'document other=' \
	sed -i "\\,$patch, s/kdump_apic=/other=/" series
test_finds 'a kernel without a source package' 'no source package' \
	sed -i '/^7/d' sources
test_finds 'a patch without a sign-off' 'no sign-off' \
	sed -i '/^Signed-off-by/d' $patch
test_finds 'a patch without its number' 'no subject with its number' \
	sed -i 's,^Subject: .PATCH 2,Subject: [PATCH 3,' $patch
test_finds 'a line too few in a hunk' 'not as long as it says' \
	sed -i '0,/^+	/ { /^+	/d; }' $patch
test_finds 'a line too many in a hunk' 'not as long as it says' \
	sed -i '0,/^+	/ { /^+	/p; }' $patch
test_finds 'a line too many behind a hunk' 'behind the end of its hunk' \
	sed -i '$ a +' $patch
test_finds 'a context line that lost its blank' 'not as long as it says' \
	sed -i '0,/^ $/ s/^ $//' $patch
echo "1..$count"
