#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Proves of "kdump-prep report": it prints the golden report from an ELF and
# from a kdump-compressed vmcore, as JSON on request, and as text that it
# reads again; a damaged record is printed and is a failure all the same; the
# golden report of last words comes from a file as ramoops shows it, whole or cut
# off; a wrong file or command line gives one line and the right status.
set -eu

program=${top_builddir:?}/kdump-prep/kdump-prep
golden=${top_srcdir:?}/tests/unit/report
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$top_builddir/tests/unit/make_samples" "$tmp"
count=0

# check NAME STATUS STDERR ARGUMENT...: runs report; its output is in $tmp/out.
check()
{
	name=$1
	want_status=$2
	want_err=$3
	shift 3
	status=0
	"$program" report "$@" >"$tmp/out" 2>"$tmp/err" || status=$?
	printf '%s' "${want_err:+$want_err
}" >"$tmp/want"
	if [ "$status" -eq "$want_status" ] &&
	   cmp -s "$tmp/err" "$tmp/want"; then
		ok=true
	else
		ok=false
		printf '# status %s, expected %s\n' "$status" "$want_status"
		sed 's/^/# stderr: /' "$tmp/err"
	fi
}

# verdict [FILE]: the test's line; the output must be FILE.
verdict()
{
	if [ $# -gt 0 ] && ! diff "$tmp/out" "$1" >"$tmp/diff"; then
		ok=false
		sed 's/^/# /' "$tmp/diff"
	fi
	count=$((count + 1))
	$ok || printf 'not '
	printf 'ok %d - %s\n' "$count" "$name"
}

check 'ELF vmcore' 0 '' "$tmp/elf"
verdict "$golden/sealed.txt"
check 'kdump-compressed vmcore' 0 '' "$tmp/kdump"
verdict "$golden/sealed.txt"
check 'record alone' 0 '' "$tmp/sealed"
verdict "$golden/sealed.txt"
check 'text form' 0 '' --record "$tmp/elf"
verdict
cp "$tmp/out" "$tmp/text"
check 'text form read again' 0 '' "$tmp/text"
verdict "$golden/sealed.txt"
check 'JSON' 0 '' --json "$tmp/refused"
verdict "$golden/refused.json"
cp "$tmp/out" "$tmp/json"
check 'the timeline as a drawing' 0 '' --svg="$tmp/svg" "$tmp/elf"
cmp -s "$tmp/svg" "$golden/sealed.svg" || ok=false
verdict "$golden/sealed.txt"
# Names of devices, kept when the image was loaded: LOAD_TIME of the sample.
mkdir -p "$tmp/var/lib/kdump-prep"
name='devices are named as when the image was loaded'
printf '%s\n' 'kdump-prep-devices 1' 'time 1795170603' \
	'pin 0x10 ahci, ens3' 'function 0x20 e1000e 8086:10d3' \
	>"$tmp/var/lib/kdump-prep/devices"
ok=true
"$program" --sysroot="$tmp" report "$tmp/elf" >"$tmp/out" || ok=false
tr -s '\n ' '  ' <"$tmp/out" | grep -qF \
	'IO-APIC 0 pin 16 (held) [ahci, ens3], vector 0x31.' || ok=false
grep -qF '0x8003 -> 0xc003 [e1000e 8086:10d3]' "$tmp/out" || ok=false
"$program" --sysroot="$tmp" --json report "$tmp/elf" |
	grep -qF '"device": "e1000e 8086:10d3"' || ok=false
verdict
name='names of another load are not used'
sed -i 's/^time.*/time 1795170700/' "$tmp/var/lib/kdump-prep/devices"
ok=true
"$program" --sysroot="$tmp" report "$tmp/elf" >"$tmp/out" || ok=false
verdict "$golden/sealed.txt"
check 'a drawing that cannot be written' 1 \
	"kdump-prep: report: $tmp/elf: --svg: $tmp/none/svg: No such file or \
directory" --svg "$tmp/none/svg" "$tmp/elf"
: >"$tmp/nothing"
verdict "$tmp/nothing"
"$program" --json report "$tmp/refused" >"$tmp/out"
name='JSON, asked for before the command'
verdict "$tmp/json"
check 'damaged record is printed and fails' 1 \
	"kdump-prep: report: $tmp/damaged: record: offset 0x15c: the header's \
checksum is 0x84baab9b, expected 0x259a63aa" "$tmp/damaged"
grep -q '^the record is damaged$' "$tmp/out" || ok=false
verdict
: >"$tmp/empty"
check 'no vmcore' 1 \
	"kdump-prep: report: $tmp/empty: offset 0x0: not a vmcore: found \
0x00000000, expected an ELF or kdump header, or a crash-path record" \
	"$tmp/empty"
verdict "$tmp/empty"
check 'last words' 0 '' "$golden/lastwords"
verdict "$golden/lastwords.txt"
check 'last words as JSON' 0 '' --json "$golden/lastwords"
verdict "$golden/lastwords.json"
head -c 250 "$golden/lastwords" >"$tmp/cut"
check 'last words in a small zone' 0 '' "$tmp/cut"
verdict "$golden/lastwords-cut.txt"
sed '1s/corrupt/\x1b[2J/; 5s/io/\xff\x00/' "$golden/lastwords" >"$tmp/odd"
check 'bytes that are no text' 0 '' "$tmp/odd"
! LC_ALL=C grep -q '[^ -~]' "$tmp/out" || ok=false
verdict
sed 's/0 NMIs/5000000000 NMIs/' "$golden/lastwords" >"$tmp/counts"
check 'last words with other counts' 1 \
	"kdump-prep: report: $tmp/counts: last words: line 2: expected counts \
of NMIs, machine checks, exceptions and damaged blocks" "$tmp/counts"
verdict "$tmp/empty"
sed 's/pci: ok/pci ok/' "$golden/lastwords" >"$tmp/steps"
check 'last words with a line that is no step' 1 \
	"kdump-prep: report: $tmp/steps: last words: line 6: expected a step \
and its status" "$tmp/steps"
verdict "$tmp/empty"
check 'last words have no text form' 1 \
	"kdump-prep: report: $golden/lastwords: last words, which are text \
without a record" --record "$golden/lastwords"
verdict "$tmp/empty"
check 'missing file' 1 \
	"kdump-prep: report: $tmp/none: No such file or directory" "$tmp/none"
verdict "$tmp/empty"
check 'no argument' 2 'kdump-prep: report: name the vmcore to read'
verdict "$tmp/empty"
check 'two arguments' 2 'kdump-prep: report: unexpected argument "b"' a b
verdict "$tmp/empty"
echo "1..$count"
