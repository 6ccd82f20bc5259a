#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# run.sh SECONDS TARGET... - run each libFuzzer target for a time; prints TAP.
#
# What a target finds is left in the directory tests/fuzz/found/ of the build;
# put it under corpus/ with its fix.
set -eu

seconds=$1
shift
status=0
for target; do
	name=${target##*/}
	found=tests/fuzz/found/$name
	log=tests/fuzz/$name.log
	mkdir -p "$found/corpus"
	if "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
		-print_final_stats=1 -artifact_prefix="$found/" \
		"$found/corpus" "${top_srcdir:?}/tests/fuzz/corpus/$name" \
		>"$log" 2>&1; then
		runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
		printf 'ok - fuzz %s, %s runs in %s s\n' \
			"$name" "$runs" "$seconds"
	else
		printf 'not ok - fuzz %s, see %s and %s\n' \
			"$name" "$log" "$found"
		status=1
	fi
done
echo "1..$#"
exit "$status"
