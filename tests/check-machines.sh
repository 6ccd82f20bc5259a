#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# check-machines.sh - "discover" and "plan" on captured machines, compared
# with what is expected of each.
#
# A directory NAME holds root/, made by scripts/mk-machine or by hand, and
# README, one line on why it is kept.  expect.topology and expect.plan are
# what the two commands print; expect.status is the exit status of "plan"
# where it is not 0.  expect.error, instead of those, is what "discover" says.
#
# A directory NAME without root/ is of a machine that is too large to be kept:
# tests/unit/mkNAME makes it and prints its functions as a plan has them,
# and the two expect files have none.
#
# UPDATE=1 writes the files anew: look at the difference before it is
# committed.
set -u

# shellcheck source=tests/golden.sh
. "$(dirname "$0")/golden.sh"

check_error() {
	"$program" --sysroot="$1/root" discover \
		>"$work/topology" 2>"$work/error"
	[ $? -eq 1 ] && [ ! -s "$work/topology" ]
	report $? "${1##*/}: discover fails and prints nothing"
	compare "${1##*/}: error" "$1/expect.error" "$work/error"
}

check_machine() {
	name=${1##*/}
	expected=0
	[ ! -e "$1/expect.status" ] || expected=$(cat "$1/expect.status")

	"$program" --sysroot="$1/root" discover >"$work/topology" \
		2>"$work/error"
	status=$?
	sed 's/^/# /' "$work/error"
	report $status "$name: discover"
	compare "$name: topology" "$1/expect.topology" "$work/topology"

	"$program" --sysroot="$1/root" plan >"$work/plan" 2>"$work/error"
	status=$?
	sed 's/^/# /' "$work/error"
	[ $status -eq "$expected" ]
	report $? "$name: plan ends with $expected"
	compare "$name: plan" "$1/expect.plan" "$work/plan"

	"$program" plan --topology="$1/expect.topology" >"$work/again"
	cmp -s "$work/plan" "$work/again"
	report $? "$name: the same plan from the topology's text"
}

check_made() {
	name=${1##*/}
	made=$work/$name

	"$build/tests/unit/mk$name" "$made" >"$work/functions"
	report $? "$name: made"

	"$program" --sysroot="$made" discover >"$work/topology" \
		2>"$work/error"
	status=$?
	sed 's/^/# /' "$work/error"
	report $status "$name: discover"
	grep -v -e '^function ' -e '^  class ' "$work/topology" >"$work/rest"
	compare "$name: topology" "$1/expect.topology" "$work/rest"
	grep '^function ' "$work/topology" | cmp - "$work/functions"
	report $? "$name: functions of the topology"

	"$program" plan --topology="$work/topology" >"$work/plan"
	report $? "$name: plan"
	grep -v '^function ' "$work/plan" >"$work/rest"
	compare "$name: steps of the plan" "$1/expect.plan" "$work/rest"
	grep '^function ' "$work/plan" | cmp - "$work/functions"
	report $? "$name: functions of the plan"
}

for machine in "$top"/tests/machines/*/; do
	machine=${machine%/}
	if [ -e "$machine/expect.error" ]; then
		check_error "$machine"
	elif [ ! -e "$machine/root" ]; then
		check_made "$machine"
	else
		check_machine "$machine"
	fi
done
echo "1..$count"
exit $failed
