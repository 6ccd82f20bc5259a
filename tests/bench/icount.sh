#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# icount.sh - instructions that purgatory takes, by step, beside those of
# kexec-tools' purgatory for the same image, in QEMU without Linux.
#
# With -icount each instruction takes a nanosecond of the guest's time, so that
# the record's times are counts, the same in each run.  kexec-tools' purgatory
# is the one that is embedded in its program, unchanged: it has no steps, and
# what it takes is from the jump of the one kernel to the entry of the other.
#
# Environment: top_srcdir, top_builddir; KEXEC, the program (default the
# installed one; without one that column is missing).
set -u

top_srcdir=${top_srcdir:-.}
top_builddir=${top_builddir:-.}
dir=${KDP_BARE_DIR:-$top_builddir/tests/bench/icount.d}
kexec=${KEXEC:-$(command -v kexec || echo /sbin/kexec)}
cases='crc32c sha256'
[ ! -x "$kexec" ] || cases="$cases kexec-tools"

export top_srcdir top_builddir
export KDP_BARE_DIR="$dir" KDP_BARE_KEXEC="$kexec"
export KDP_BARE_TABLE="$top_srcdir/tests/bench/icount-cases"
# shellcheck disable=SC2086 # a list of words
"$top_srcdir/tests/bare/run" --keep $cases || exit $?

image=$(awk '$1 == "part" && ($2 == "data" || $2 == "boot_params") {
		print $6
	}' "$dir.crc32c/layout" | while read -r size; do
		echo $((size))
	done | awk '{ sum += $1 } END { print sum }')
echo
echo "instructions, image of $image bytes in front of purgatory's own"
printf '%-12s' step
# shellcheck disable=SC2086
printf ' %14s' $cases
echo
for step in setup lapic-mask ioapic pci hpet pic rtc drain lapic-off digest \
	seal handover; do
	case $step in
	handover) printf '%-12s' total ;;
	*) printf '%-12s' $step ;;
	esac
	for name in $cases; do
		count=$(sed -n "s/^ns\.$step //p" "$dir.$name/facts")
		printf ' %14s' "${count:--}"
	done
	echo
done
for name in $cases; do
	sed -n "s/^ns\.handover //p" "$dir.$name/facts"
done | awk -v image="$image" -v names="$cases" '
	BEGIN { split(names, name) }
	{ printf "%s: %.1f for each byte of the image\n", name[NR],
		 $1 / image }'
[ -x "$kexec" ] || echo "no $kexec: set KEXEC to compare kexec-tools"
