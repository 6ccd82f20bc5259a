# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# settings.sh - what cases.cfg says of a case; sourced by run.
#
# Uses "cases_file", and "version", the kernel's where a case has one that is
# built.

# all_cases: "NAME GROUP" lines.
all_cases()
{
	awk '
		/^\[/ { if (name) print name, group
			name = substr($0, 2, length($0) - 2); group = "default" }
		$1 == "group" { group = $3 }
		END { print name, group }' "$cases_file"
}

# setting CASE KEY [DEFAULT]
setting()
{
	awk -v name="$1" -v key="$2" -v fallback="${3-}" '
		/^\[/ { in_case = $0 == "[" name "]" }
		in_case && $1 == key && $2 == "=" {
			sub(/^[^=]*= */, ""); fallback = $0 }
		END { print fallback }' "$cases_file"
}

# suite CASE: of its kernel.
suite()
{
	kernel_suite=$(setting "$1" suite own)
	case $kernel_suite in
	built-*) echo "built-${version:-${kernel_suite#built-}}" ;;
	*) echo "$kernel_suite" ;;
	esac
}

# has_drgn CASE: whether drgn reads the dumps of its kernel, and no crash.
has_drgn()
{
	awk -v suite="$(suite "$1")" '
		"built-" $1 == suite && $4 == "drgn" { found = 1 }
		END { exit !found }' "$top/second-kernel/patches/sources"
}

# is_unreadable CASE: for crash.
is_unreadable()
{
	has_drgn "$1" || [ "$(setting "$1" crash yes)" = no ]
}

# is_secure CASE
is_secure()
{
	case $(setting "$1" firmware) in
	secure | shim) return 0 ;;
	*) return 1 ;;
	esac
}

# has_network CASE
has_network()
{
	[ "$(setting "$1" ssh no)$(setting "$1" nfs no)" != nono ]
}
