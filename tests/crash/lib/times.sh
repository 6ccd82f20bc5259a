# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# times.sh - how long a dump takes, and how often a storm hits the window in
# which nothing can be done; sourced by run.

# check_dump_time CASE LOADER DIR: against the quiet case on the same machine.
check_dump_time()
{
	time=$(sed -n 's/.*@kdp note dump \([0-9]*\)$/\1/p' "$3/status.log")
	[ -n "$time" ] || return 0
	echo "$time" >"$3/dump-time"
	quiet=$(setting "$1" quiet)
	[ -n "$quiet" ] || return 0
	base=$(cat "$out/$quiet-kdump-prep-1/dump-time") || return 1
	percent=$((100 * time / base))
	say "dump time $time % of CPU time, quiet $base %: factor $percent %"
	for condition in $(setting "$1" "time-$2"); do
		if ! holds $percent "$condition"; then
			say "expected $condition"
			return 1
		fi
	done
}

# note_odds CASE LOADER DIR: how often this storm hits the window of this run.
# Where the panic is in an NMI none can: they are blocked.
note_odds()
{
	[ "$(setting "$1" trigger sysrq)" != nmi ] || return 0
	window=$(result "$3" window_us)
	rate=$(setting "$1" rate 0)
	if [ "$2" = kdump-prep ] && [ -n "$window" ] && [ "$rate" != 0 ]; then
		awk -v us="$window" -v rate="$rate" 'BEGIN {
			printf "# window %.0f us at %d NMI/s: ", us, rate
			printf "hit once in %.0f runs\n", 1e6 / (us * rate) }'
		awk -v us="$window" -v rate="$rate" 'BEGIN {
			printf "%.1f\n", 1e6 / (us * rate) }' >>"$odds"
	fi
}

# check_odds: the median of all storm runs; see nmi-q35 in cases.cfg.
check_odds()
{
	runs=$(wc -l <"$odds")
	[ "$runs" -ge 3 ] || return 0
	median=$(sort -n "$odds" | sed -n "$(((runs + 1) / 2))p")
	verdict=ok
	if [ "${median%.*}" -lt 200 ]; then
		verdict='not ok'
		bad=$((bad + 1))
	fi
	count=$((count + 1))
	printf '%s %d - storm odds: ' "$verdict" "$count"
	printf 'the window is hit once in %s runs, median of %d\n' \
		"${median%.*}" "$runs"
}
