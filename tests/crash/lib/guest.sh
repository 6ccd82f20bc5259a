# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# guest.sh - one run of the guest; sourced by run.

# Nothing is tested of the first kernel's boot, in which a host that is too busy
# looks like an IO-APIC that does not work.
first_line='console=ttyS0,115200 panic=-1 no_timer_check'

# firmware_arguments CASE DIR
firmware_arguments()
{
	code=/usr/share/OVMF/OVMF_CODE_4M
	if is_secure "$1"; then
		code=$code.secboot
		"$here/mksecure" vars "$(secure_keys "$1")" "$2/vars"
		echo -global driver=cfi.pflash01,property=secure,value=on
	elif [ "$(setting "$1" firmware bios)" = efi ]; then
		cp /usr/share/OVMF/OVMF_VARS_4M.fd "$2/vars"
	else
		return 0
	fi
	printf '%s ' \
		-drive "if=pflash,format=raw,unit=0,readonly=on,file=$code.fd" \
		-drive "if=pflash,format=raw,unit=1,file=$2/vars"
}

# vm_arguments CASE: vm's
vm_arguments()
{
	for device in $(setting "$1" devices); do
		echo "--device $device"
	done
	bus=$(setting "$1" bell-bus)
	[ -z "$bus" ] || echo "--bell-bus $bus"
	rings=$(setting "$1" rings)
	[ -z "$rings" ] || echo "--rings $rings"
	[ "$(setting "$1" plug no)" = no ] || echo --bell-later
	cpu=$(setting "$1" cpu-device)
	[ -z "$cpu" ] || echo "--cpu $cpu"
	[ -z "$(setting "$1" late-memory)" ] ||
		echo "--cpu pc-dimm,memdev=late"
	case $(setting "$1" hit no) in
	no) ;;
	*) echo "--$(setting "$1" hit)" ;;
	esac
	[ "$(setting "$1" hit-from purgatory)" = purgatory ] ||
		echo --hit-kexec
	[ "$(setting "$1" next-boot no)" = no ] || echo --next-boot
	hang=$(setting "$1" hang)
	[ -z "$hang" ] || echo "--hang $hang"
}

# global_arguments CASE: QEMU's
global_arguments()
{
	for global in $(setting "$1" globals); do
		echo "-global $global"
	done
}

# late_memory CASE: what QEMU must know of it from the start.
late_memory()
{
	late=$(setting "$1" late-memory)
	[ -z "$late" ] || echo "-m slots=1,maxmem=8G" \
		"-object memory-backend-ram,id=late,size=${late}M"
}

# send_receiver DIR: a program that keeps what it is sent; prints its path.
send_receiver()
{
	printf '%s\n' '#!/bin/sh' "exec cat >'$1/dump.flat'" >"$1/receive"
	chmod 755 "$1/receive"
	echo "$1/receive"
}

# first_line_of CASE: the first kernel's command line.
first_line_of()
{
	reserve=$(setting "$1" crashkernel 256M)
	line="$first_line $(setting "$1" line) $(setting "$1" first-line)"
	[ "$reserve" = none ] || line="$line crashkernel=$reserve"
	printf '%s\n' "$line"
}

# run_vm CASE LOADER DIR: in a subshell
run_vm()
{
	name=$1
	dir=$3
	watching=$watch
	[ "$(setting "$name" watch-idt)" != "$2" ] || watching=--watch-idt
	make_disk "$name" "$dir"
	bad_disk=$(make_bad_disk "$name" "$dir")
	volume=$(setting "$name" volume)
	[ -z "$volume" ] || bad_disk=$("$here/volume" make "$dir" "$volume")
	throttle=$(setting "$name" throttle)
	line=$(first_line_of "$name")
	set -- -kernel "$kernel" -initrd "$dir/initrd" -append "$line"
	if is_secure "$name"; then
		# What QEMU hands over nobody can verify.
		"$here/mksecure" boot "$(secure_keys "$name")" "$kernel" \
			"$dir/initrd" "$line" "$dir/esp"
		set -- -drive "format=raw,file=fat:rw:$dir/esp"
	fi
	# Nothing but zeros can be reached there.
	zeros=tcp:10.0.2.100:1234-cmd:'cat /dev/zero'
	[ "$(setting "$name" work none)" != copy ] || set -- "$@" \
		-netdev "user,id=net,restrict=on,guestfwd=$zeros"
	[ "$(setting "$name" send no)" = no ] || set -- "$@" \
		-netdev "user,id=net,restrict=on,\
guestfwd=tcp:10.0.2.100:1235-cmd:$(send_receiver "$dir")"
	# shellcheck disable=SC2046,SC2086 # lists of words
	"$vm" --out "$dir" --doorbell $watching $keep_memory \
		$(vm_arguments "$name") \
		--machine "$(setting "$name" machine q35)" \
		--memory "$(setting "$name" memory 1024)" \
		--limit "$(setting "$name" limit 180)" \
		--slow "$(setting "$name" slow 120)" -- \
		"$(setting "$name" qemu "${QEMU:-qemu-system-x86_64}")" \
		-accel "${KDP_ACCEL:-tcg,thread=multi}" \
		-cpu "$(setting "$name" model max)" \
		-smp "$(setting "$name" cpus 1)" \
		$(firmware_arguments "$name" "$dir") $(global_arguments "$name") \
		$(late_memory "$name") \
		-drive "if=none,id=disk,format=raw,cache=unsafe${throttle:+,\
throttling.bps-write=$throttle},file=$dir/disk" \
		-device "$(setting "$name" disk-device virtio-blk-pci),\
drive=disk$(setting "$name" disk)" \
		$bad_disk $(network_arguments "$name" "$dir") "$@"
}
