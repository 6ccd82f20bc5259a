#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the transcripts in tests/cli/*.golden against a program whose
# kexec_load(2) is a mock, and compares what each command says.
#
# A transcript is a list of cases:
#
#	# name of the case
#	$ command, run by the shell
#	what it prints on stdout
#	! what it prints on stderr
#	* what it asks of the kernel, or of the real kexec
#	= its exit status
#
# With --update the transcripts are written anew; read the difference.
set -eu

top_srcdir=${top_srcdir:-.}
top_builddir=${top_builddir:-.}
bin=$top_builddir/tests/cli
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM

mkdir "$work/bin" "$work/run"
ln -s "$bin/kdump-prep" "$work/bin/kdump-prep"
ln -s "$bin/kdump-prep" "$work/bin/kexec"
ln -s "$bin/fixture" "$work/bin/fixture"
PATH=$work/bin:$PATH
MOCK_CALLS=$work/calls
MOCK_LOADED=$work/run/machine/sys/kernel/kexec_crash_loaded
LC_ALL=C
export PATH MOCK_CALLS MOCK_LOADED LC_ALL
cd "$work/run"
fixture || exit 99
mkdir samples
"$top_builddir/tests/unit/make_samples" samples &&
	"$top_srcdir/tests/cli/last-trees" last samples \
	"$top_srcdir/tests/unit/report/lastwords" || exit 99

# What an image needs grows with purgatory, whose size is the compiler's, and so
# does a wrapped kernel.
needs='s/\(image needs \)0x[0-9a-f]*/\10xN/
	s/\(wrapped has \)0x[0-9a-f]*/\10xN/'
# So does the address of what lies behind it.
address='s/elfcorehdr=0x[0-9a-f]*/elfcorehdr=0xN/
	s/memmap=[0-9]*K@18[0-9]*K/memmap=NK@NK/g'

# Runs a case given by its "# " and "$ " lines; prints it as a transcript.
transcript() {
	: > "$MOCK_CALLS"
	echo 0 > "$MOCK_LOADED"
	rm -rf machine/run/kdump-prep
	status=0
	(eval "$2") > "$work/out" 2> "$work/err" < /dev/null || status=$?
	printf '# %s\n$ %s\n' "$1" "$2"
	sed "$needs" "$work/out"
	sed -e 's/^/! /' -e "$needs" "$work/err"
	sed -e 's/^/* /' -e "$address" "$MOCK_CALLS"
	printf '= %s\n' "$status"
}

count=0
bad=0
for golden in "$top_srcdir"/tests/cli/*.golden; do
	sed -n 's/^# //p' "$golden" > "$work/names"
	sed -n 's/^\$ //p' "$golden" > "$work/commands"
	paste "$work/names" "$work/commands" > "$work/cases"
	: > "$work/new"
	while IFS=$(printf '\t') read -r name command; do
		transcript "$name" "$command" > "$work/found"
		cat "$work/found" >> "$work/new"
		awk -v name="# $name" '
			/^# / { on = $0 == name }
			on { print }' "$golden" > "$work/expected"
		count=$((count + 1))
		if diff -u "$work/expected" "$work/found" > "$work/diff"; then
			echo "ok $count - $name"
		else
			echo "not ok $count - $name"
			sed 's/^/# /' "$work/diff"
			bad=$((bad + 1))
		fi
	done < "$work/cases"
	if [ "${1:-}" = --update ]; then
		cp "$work/new" "$golden"
	fi
done
echo "1..$count"
[ "$bad" -eq 0 ]
