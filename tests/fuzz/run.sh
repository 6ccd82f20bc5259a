#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run.sh SECONDS TARGET... - run each libFuzzer target for a time, as many at
# once as there are processors; prints TAP.
#
# What a target finds is left in the directory tests/fuzz/found/ of the build;
# put it under corpus/ with its fix.
set -eu

# fuzz SECONDS TARGET
fuzz()
{
	name=${2##*/}
	found=tests/fuzz/found/$name
	log=tests/fuzz/$name.log
	mkdir -p "$found/corpus"
	if "$2" -max_total_time="$1" -timeout=10 -rss_limit_mb=1024 \
		-print_final_stats=1 -artifact_prefix="$found/" \
		"$found/corpus" "${top_srcdir:?}/tests/fuzz/corpus/$name" \
		>"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		printf 'ok - fuzz %s, %s runs in %s s\n' "$name" "$runs" "$1"
	else
		printf 'not ok - fuzz %s, see %s and %s\n' \
			"$name" "$log" "$found"
		return 1
	fi
}

if [ "$1" = one ]; then
	fuzz "$2" "$3"
	exit
fi
seconds=$1
shift
status=0
printf '%s\n' "$@" |
	xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 sh "$0" one "$seconds" ||
	status=1
echo "1..$#"
exit "$status"
