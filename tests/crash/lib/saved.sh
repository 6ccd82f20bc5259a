# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# saved.sh - whether kdump-prep's own capture environment did what it should;
# sourced by run.

# verify_dump FILE DIR: by kdump-prep, which is told.
verify_dump()
{
	"$program" verify --vmlinux="$tree/vmlinux" "$1" >"$2/verify" ||
		return 1
	sed "s,^.*/,#   ," "$2/verify"
}

# refuse_dump FILE DIR: by kdump-prep, for pages of the kernel that it lacks.
refuse_dump()
{
	refusal=0
	"$program" verify "$1" >"$2/verify" 2>&1 || refusal=$?
	sed "s,^,#   ," "$2/verify"
	[ $refusal = 3 ] && grep -q 'page frame 0x[0-9a-f]* is missing, and is' \
		"$2/verify"
}

# take_saved CASE DIR: what was saved, wherever that is, to DIR/dump/crash;
# "sent" tells whether it went by ssh.
take_saved()
{
	sent=no
	case $(setting "$1" ssh no),$(setting "$1" nfs no) in
	yes,* | taken,*)
		[ ! -d "$2/ssh/crash" ] ||
			find "$2/ssh/crash" -type d -empty -delete
		if [ -d "$2/ssh/crash" ]; then
			sent=yes
			mv "$2/ssh/crash" "$2/dump"
		fi
		;;
	*,yes) mv "$2/served/crash" "$2/dump" ;;
	esac
	if [ ! -d "$2/dump/crash" ]; then
		[ "$(setting "$1" volume)" != yes ] ||
			"$here/volume" read "$2"
		copy_disk "$1" "$2"
	fi
}

# check_budget CASE DIR: where the memory went.
check_budget()
{
	[ -n "$(setting "$1" budget)" ] || return 0
	reserve=$(setting "$1" crashkernel 256M)
	"$here/budget" "${reserve%M}" "$2/console.log" >"$2/budget" || return 1
	sed 's/^/#   /' "$2/budget"
}

# check_own_dump CASE DIR SAVED STAMP: what is in SAVED beside a good result.
check_own_dump()
{
	if [ "$(setting "$1" lacks)" = yes ]; then
		refuse_dump "$3/dump.$4" "$2"
		return
	fi
	verify_dump "$3/dump.$4" "$2" || return 1
	[ -s "$3/report.$4" ] || return 1
	# Away from the result, of which the report that was left knows nothing.
	mv "$3/dump.$4" "$2/dump/dump.kdump"
	# Of what is sent away the time is another one here.
	[ "$sent" = yes ] ||
		"$program" report "$2/dump/dump.kdump" |
			cmp - "$3/report.$4" || return 1
	readers=
	! is_unreadable "$1" || readers='--no-crash --drgn --tasks'
	# shellcheck disable=SC2086 # words
	"$here/check-dump" --vmlinux "$tree/vmlinux" --tools "$tree/tools" \
		--cpu "$(setting "$1" cpu 0)" --only-crash $readers "$2/dump"
}

# check_capture CASE DIR: what kdump-prep's own capture environment has left, as
# the setting "saved" says: the status of the result.
check_capture()
{
	wanted=$(setting "$1" saved)
	[ -n "$wanted" ] || return 0
	mkdir -p "$2/dump"
	if [ "$wanted" = raw ]; then
		verify_dump "$2/disk" "$2" || return 1
		tail -c 4096 "$2/disk" | grep -aqx 'status saved'
		return
	fi
	take_saved "$1" "$2"
	set -- "$1" "$2" "$2"/dump/crash/*
	stamp=${3##*/}
	stamp=${stamp#"$own_address"-}
	if [ $# != 3 ] || [ ! -f "$3/result.$stamp" ]; then
		say "expected one directory with a result, found: $*"
		return 1
	fi
	sed 's/^/#   /' "$3/result.$stamp"
	check_budget "$1" "$2" || return 1
	if [ "$(stat -c %a "$3"/* | sort -u)" != 600 ]; then
		say 'expected files for root alone'
		return 1
	fi
	grep -qx "status $wanted" "$3/result.$stamp" || {
		say "expected status $wanted"
		return 1
	}
	[ "$wanted" != failed ] || return 0
	grep -q 'Kernel panic - not syncing' "$3/dmesg.$stamp" || {
		say 'expected the log of the kernel that panicked'
		return 1
	}
	[ "$wanted" != saved ] || check_own_dump "$1" "$2" "$3" "$stamp"
}
