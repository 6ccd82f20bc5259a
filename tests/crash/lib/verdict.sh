# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# verdict.sh - whether a run went as its case says; sourced by run.
#
# What fails is told by lines of "say".

# result DIR KEY
result()
{
	sed -n "s/^$2=//p" "$1/result"
}

# is_expected FOUND EXPECTED
is_expected()
{
	case $2 in
	LOST)
		case $1 in RESET | HANG) return 0 ;; esac
		return 1
		;;
	ANY) return 0 ;;
	*) [ "$1" = "$2" ] ;;
	esac
}

# holds VALUE CONDITION: e.g. 3 record_nmi>0; numbers, or words for "="
holds()
{
	limit=${2##*[<>=]}
	case $2 in
	*'>='*) [ "$1" -ge "$limit" ] ;;
	*'>'*) [ "$1" -gt "$limit" ] ;;
	*'<'*) [ "$1" -lt "$limit" ] ;;
	*) [ "$1" = "$limit" ] ;;
	esac
}

# check_record CASE DIR
check_record()
{
	for condition in $(setting "$1" record); do
		value=$(result "$2" "${condition%%[<>=]*}")
		if ! holds "${value:-0}" "$condition"; then
			say "expected $condition, found ${value:-nothing}"
			return 1
		fi
	done
}

# check_left CASE DIR: what report says of the record that no dump carried out.
check_left()
{
	wanted=$(setting "$1" verdict)
	[ -n "$wanted" ] || return 0
	"$program" report "$2/record.bin" >"$2/record.txt" 2>&1 || :
	sed -n 's/^/#   /; 2p' "$2/record.txt"
	grep -Eq -- "$wanted" "$2/record.txt" || {
		say "expected a record that says: $wanted"
		return 1
	}
}

# check_hotplug CASE LOADER DIR: whether the kernel keeps the ELF header up to
# date.
check_hotplug()
{
	wanted=$(setting "$1" "crash-hotplug-$2")
	[ -n "$wanted" ] || return 0
	state=$(sed -n 's/.*@kdp note crash_hotplug //p' "$3/status.log")
	[ "$state" = "$wanted" ] || {
		say "expected crash_hotplug $wanted, found ${state:-nothing}"
		return 1
	}
}

# check_console CASE DIR: what the kernels said.
check_console()
{
	wanted=$(setting "$1" console)
	[ -z "$wanted" ] || grep -Eq -- "$wanted" "$2/console.log" || {
		say "expected on the console: $wanted"
		return 1
	}
}

# check_next_boot CASE LOADER DIR: the next boot finds purgatory's last words
# and the end of the dying kernel's log in persistent RAM, or nothing.
check_next_boot()
{
	[ "$(setting "$1" next-boot no)" = yes ] || return 0
	[ "$(result "$3" next_boot)" = seen ] || {
		say 'no next boot was seen'
		return 1
	}
	debugfs -R "rdump /kept $3" "$3/disk" >/dev/null 2>&1
	file=$3/kept/dmesg-ramoops-0
	if [ "$2" != kdump-prep ]; then
		[ -d "$3/kept" ] && [ ! -e "$file" ] && return 0
		say 'expected nothing in persistent RAM'
		return 1
	fi
	"$program" report "$file" >"$3/words.txt" || return 1
	sed -n 's/^/#   /; 1,4p' "$3/words.txt"
	for wanted in '^kdump-prep: purgatory did not start the crash kernel: ' \
		'Kernel panic - not syncing: sysrq triggered crash$'; do
		grep -Eq -- "$wanted" "$file" || {
			say "expected in persistent RAM: $wanted"
			return 1
		}
	done
}

# check_notes CASE LOADER DIR: what the guest itself found right and wrong.
check_notes()
{
	[ -n "$(setting "$1" bad-input)" ] || return 0
	sed -n 's/.*@kdp note \(.* - .*\)/#   \1/p' "$3/status.log"
	case $2 in kdump-prep | kdump-prep-file) ;; *) return 0 ;; esac
	grep -q '@kdp note ok - ' "$3/status.log" &&
		! grep -q '@kdp note not ok - ' "$3/status.log" &&
		! grep -qs 'bad-input' "$3/dump/cmdline.second"
}
