#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# vm_test.sh - the controller's verdict on guests that only pretend.
#
# Proves, without QEMU: 1. each outcome is reached over the real channels;
# 2. a reset and a hang leave QEMU's state behind; 3. a program that says
# nothing, nonsense or dies is the harness's error; 4. a reset by a watchdog is
# told from others; 5. what the next boot says is awaited, and changes nothing;
# 6. wrong usage is refused.

set -eu

vm=${top_builddir:?}/tests/crash/vm
fake=${top_srcdir:?}/tests/crash/fake-qemu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
count=0

# is OUTCOME STAGE NAME SCRIPT [VM-OPTION...]
is()
{
	expected=$1
	stage=$2
	name=$3
	script=$4
	shift 4
	rm -f "$work"/*
	count=$((count + 1))
	found=$("$vm" --out "$work" --memory 1 --limit 2 "$@" -- \
		"$fake" "$script" 2>&1) || :
	at=$(sed -n 's/^stage=//p' "$work/result")
	case $expected in
	RESET | HANG) grep -q '^== info lapic' "$work/state.txt" || at=mute ;;
	esac
	if [ "$found" = "$expected" ] && [ "$at" = "$stage" ]; then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		echo "# found $found at $at, expected $expected at $stage"
	fi
}

echo 1..20
up='@first @loaded @crash'
is DUMP 'done' saved_dump "$up @second @saved @done quiet"
is SLOW-DUMP 'done' slow_dump "$up @second @saved @done quiet" --slow 0.000001
is NO-DUMP second dump_not_saved "$up @second @not-saved quiet"
is RESET crash reset_before_the_second_kernel "$up reset"
is RESET second reset_in_the_second_kernel "$up @second reset"
is HANG crash hang_before_the_second_kernel "$up quiet"
is HANG second hang_in_the_second_kernel "$up @second quiet"
is NO-LOAD first refused_load '@first @no-load quiet'
is HARNESS-ERROR first reset_before_the_panic '@first reset'
is HARNESS-ERROR loaded silence_before_the_panic '@first @loaded quiet'
is HARNESS-ERROR first qemu_that_dies '@first'
is HARNESS-ERROR first unknown_word '@first @nonsense quiet'
is HARNESS-ERROR start nothing_said ''

# says NAME LINE: in the result of the run before.
says()
{
	count=$((count + 1))
	if grep -qx "$2" "$work/result"; then
		echo "ok $count - $1"
	else
		echo "not ok $count - $1"
	fi
}

is RESET crash reset_by_a_watchdog "$up watchdog"
says watchdog_is_told watchdog=fired
is RESET crash next_boot_after_a_reset "$up reset @kept quiet" --next-boot
says next_boot_is_told next_boot=seen
is HANG crash next_boot_that_hangs "$up quiet @first quiet" --next-boot --hang 1
says missing_next_boot_is_told next_boot=none

count=$((count + 1))
status=0
"$vm" --limit 0 -- true >/dev/null 2>&1 || status=$?
if [ $status = 2 ]; then
	echo "ok $count - wrong_usage"
else
	echo "not ok $count - wrong_usage"
fi
