#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# compare_test.sh - compare-loads finds each difference, and takes only those
# that differences.cfg has.

set -eu

compare=${top_srcdir:?}/tests/crash/compare-loads
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0

# test_is EXPECTED NAME LOADER [PATTERN]: of ours against theirs.
test_is()
{
	count=$((count + 1))
	status=0
	"$compare" "$work/ours" "$3" "$work/theirs" >"$work/out" || status=$?
	if [ $status = "$1" ] && grep -q "${4-^}" "$work/out" ||
	   { [ $status = "$1" ] && [ $# = 3 ] && [ ! -s "$work/out" ]; }; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		sed 's/^/# /' "$work/out"
	fi
}

# vmcore FILE: an ELF header with one PT_LOAD, 1 MiB to START.
vmcore()
{
	{
		printf '\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\4\0\76\0\1\0\0\0'
		printf '\0\0\0\0\0\0\0\0\100\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
		printf '\0\0\0\0\100\0\70\0\1\0\0\0\0\0\0\0'
		printf '\1\0\0\0\7\0\0\0\0\20\0\0\0\0\0\0'
		printf '\0\0\20\0\0\210\377\377\0\0\20\0\0\0\0\0'
		printf '\0\0\360\0\0\0\0\0\0\0\360\0\0\0\0\0\0\0\0\0\0\0\0\0'
	} >"$1"
}

# made DIR START END: what a run leaves, with that reservation of 15 MiB.
made()
{
	rm -rf "${work:?}/$1"
	mkdir -p "$work/$1/dump/boot_params"
	echo "   1.000 @kdp note reserved $2-$3" >"$work/$1/status.log"
	echo "quiet elfcorehdr=0x$2" >"$work/$1/dump/cmdline.second"
	printf '%s\n' "0x$2-0x$3 System RAM" '0x0-0xfff Reserved' \
		>"$work/$1/dump/memmap.second"
	head -c 4096 /dev/zero >"$work/$1/dump/boot_params/data"
	vmcore "$work/$1/dump/vmcore.head"
}

# poke DIR OFFSET OCTAL
poke()
{
	# shellcheck disable=SC2059 # the format is the byte
	printf "\\$3" | dd of="$work/$1/dump/boot_params/data" bs=1 \
		seek="$2" conv=notrunc 2>/dev/null
}

both()
{
	made ours 01000000 01ffffff
	made theirs 01000000 01ffffff
}

echo 1..9
both
test_is 0 'equal loads are equal' kexec
both
echo 'quiet panic=1 elfcorehdr=16K' >"$work/theirs/dump/cmdline.second"
test_is 1 'a word of the command line' kexec 'cmdline.panic=1: -, kexec has 1'
both
echo '0x2000-0x2fff ACPI Tables' >>"$work/ours/dump/memmap.second"
test_is 1 'a part of the memory map' kexec 'e820.0x2000-0x2fff: ACPI-Tables'
both
poke theirs 492 1
test_is 1 'a named byte of boot_params' kexec 'boot_params.secure_boot: 0,'
both
poke theirs 1000 7
poke ours 4095 1
test_is 1 'a byte without a name' kexec '0xfff: 0x01, kexec has -'
both
mkdir -p "$work/theirs/dump/boot_params/setup_data/0"
echo 0x1 >"$work/theirs/dump/boot_params/setup_data/0/type"
echo x >"$work/theirs/dump/boot_params/setup_data/0/data"
test_is 1 'an item of setup_data' kexec 'setup_data.0x1: -'
both
echo '   1.000 @kdp note reserved 1000000-2ffffff' >"$work/theirs/status.log"
test_is 1 'memory that is not dumped' kexec 'load.or-reserved'
both
poke ours 3 374
test_is 0 'a difference that is listed' kexec
both
poke theirs 593 1
poke ours 593 1
poke theirs 511 125
poke ours 511 252
poke ours 510 125
poke theirs 510 125
test_is 1 'a listed difference, with another loader' kexec-file boot_flag
