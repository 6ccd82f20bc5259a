# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# dump.sh - whether a dump that the guest saved is good; sourced by run.

# What interrupts that were left behind make a second kernel say.
troubles='nobody cared|No irq handler|Stale IRR|BUG:|WARNING:|[Ss]purious'

# check_dmesg CASE DIR: nothing of the interrupt storm reached the kernel.
check_dmesg()
{
	excused=$(setting "$1" dmesg '^$')
	grep -E "$troubles" "$2/dump/dmesg.second" |
		grep -Ev "$excused" >"$2/dmesg.bad" || return 0
	say "second kernel's log:"
	sed 's/^/#   /' "$2/dmesg.bad"
	return 1
}

# check_strays CASE DIR: how many interrupts without a handler the second kernel
# tells of; it stops at ten in five seconds.
check_strays()
{
	wanted=$(setting "$1" strays)
	[ -n "$wanted" ] || return 0
	strays=$(grep -c 'No irq handler' "$2/dump/dmesg.second") || :
	say "interrupts without a handler: $strays"
	holds "$strays" "$wanted" || {
		say "expected $wanted"
		return 1
	}
}

# check_told CASE LOADER DUMP: what kdump-prep report says of the dump's record.
check_told()
{
	wanted=$(setting "$1" told)
	case $wanted,$2 in
	,* | *,kexec*) return 0 ;;
	esac
	grep -Ezq -- "$wanted" "$3/record.txt" || {
		say "expected in the report: $wanted"
		return 1
	}
}

# machine_of CASE: a file name for what decides how many ranges of RAM there are.
machine_of()
{
	printf '%s-%s-%s-%s-%s\n' "$(suite "$1")" \
		"$(setting "$1" machine)" "$(setting "$1" firmware bios)" \
		"$(setting "$1" memory 1024)$(setting "$1" late-memory)" \
		"$(setting "$1" crashkernel 256M)" | tr ' ' +
}

# take_sent DIR: a dump that came over the network becomes a file like others.
take_sent()
{
	[ -e "$1/dump.flat" ] || return 0
	makedumpfile -R "$1/dump/dump.kdump" <"$1/dump.flat" \
		>"$1/makedumpfile.log" 2>&1 || {
		say 'check-dump: the dump that was sent is not whole'
		return 1
	}
	rm "$1/dump.flat"
}

# check_stock_log CASE LOADER DIR: what the second kernel says where nothing of
# ours prevented it.
check_stock_log()
{
	check_strays "$1" "$3" || return 1
	missed=$(setting "$1" "dmesg-$2")
	[ -n "$missed" ] || return 0
	grep -E "$missed" "$3/dump/dmesg.second" | sed 's/^/#   /' | grep . || {
		say "expected in the second log: $missed"
		return 1
	}
}

# check_dump CASE LOADER DIR: what holds for every saved dump.
check_dump()
{
	mkdir -p "$3/dump"
	debugfs -R "rdump / $3/dump" "$3/disk" >/dev/null 2>&1
	take_sent "$3" || return 1
	set -- "$1" "$2" "$3" --vmlinux "$tree/vmlinux" --tools "$tree/tools" \
		--trigger "$(setting "$1" trigger sysrq)" \
		--cpu "$(setting "$1" panic-cpu "$(setting "$1" cpu 0)")" \
		--message "$(setting "$1" message)" \
		--task "$(setting "$1" task sh)" \
		--frames "$(setting "$1" frames)" \
		--notes "$(setting "$1" "notes-$2")" \
		--high-loads "$(setting "$1" "high-loads-$2")"
	! is_unreadable "$1" || set -- "$@" --no-crash
	if [ "$(setting "$1" drgn "$drgn")" = yes ] || has_drgn "$1"; then
		set -- "$@" --drgn
		for file in "$images"/storm/*.ko; do
			[ ! -e "$file" ] || set -- "$@" --module "$file"
		done
	fi
	reference=$out/loads-$(machine_of "$1")
	case $2 in
	kdump-prep*)
		[ ! -f "$reference" ] ||
			set -- "$@" --loads "$(cat "$reference")"
		check_dmesg "$1" "$3" || return 1
		set -- "$@" --kdump-prep "$program"
		;;
	*)
		check_stock_log "$1" "$2" "$3" || return 1
		[ -z "$program" ] || set -- "$@" --stock "$program"
		;;
	esac
	loader=$2
	dump=$3/dump
	shift 3
	"$here/check-dump" "$@" "$dump" || return 1
	check_told "$name" "$loader" "$dump" || return 1
	# What the kernel itself describes is the measure for the others.
	[ "$loader" != kexec-file ] || cp "$dump/loads" "$reference"
}
