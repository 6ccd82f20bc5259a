# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# case.sh - the initrd of one run: what the images lack; sourced by run.

# The second kernel's command line is that of Debian's kdump-tools.
second_line='console=ttyS0,115200 reset_devices nr_cpus=1 irqpoll usbcore.nousb panic=-1'

# copy_module NAME DIR: and those that it needs, with numbers in front, in the
# order in which insmod takes them; nothing of what is built in.
copy_module()
{
	set -- "$1" "$2" "$(find "$tree"/image/lib/modules \
		"$tree"/image/usr/lib/modules -name "$1.ko*" 2>/dev/null)"
	[ -n "$3" ] || return 0
	for need in $(modinfo -F depends "$3" | tr , ' '); do
		grep -qx "$need.ko" "$images/capture/modules/order" ||
			copy_module "$need" "$2"
	done
	mkdir -p "$2"
	[ -z "$(find "$2" -name "*,$1.ko")" ] || return 0
	order=$((order + 1))
	case $3 in
	*.xz) xz -dc "$3" >"$2/$order,$1.ko" ;;
	*) cp "$3" "$2/$order,$1.ko" ;;
	esac
}

# second_line_of CASE: the second kernel's command line.
second_line_of()
{
	printf '%s %s %s\n' "$second_line" "$(setting "$1" line)" \
		"$(setting "$1" second-line)"
}

# case_settings CASE LOADER: what the guest's init is told of the case.
case_settings()
{
	# Of a kernel that is so new makedumpfile 1.7.8 takes the second page
	# of a slab for one of a process; see kdump-prep/dumplevel.h.
	level=31
	! is_unreadable "$1" || level=23
	# The same size for each loader, for compare-loads.
	printf "case_loader='%s'%*s\\n" "$2" $((18 - ${#2})) ''
	cat <<-END
		case_trigger='$(setting "$1" trigger sysrq)'
		case_cpu='$(setting "$1" cpu 0)'
		case_storm='$(setting "$1" storm none)'
		case_rate='$(setting "$1" rate 0)'
		case_options='$(setting "$1" options)'
		case_control_options='$(setting "$1" control-options)'
		case_damage='$(setting "$1" damage none)'
		case_plug='$(setting "$1" plug no)'
		case_hold='$(setting "$1" hold no)'
		case_online='$(setting "$1" online none)'
		case_plug_cpu='$(setting "$1" cpu-device no)'
		case_late_memory='$(setting "$1" late-memory no)'
		case_reload='$(setting "$1" reload)'
		case_intx='$(setting "$1" intx no)'
		case_mask_pin='$(setting "$1" mask-pin no)'
		case_work='$(setting "$1" work none)'
		case_mount='$(setting "$1" mount async)'
		case_order='$(setting "$1" order 4)'
		case_level='$level'
		case_bad_input='$(setting "$1" bad-input no)'
		case_module='$(setting "$1" module no)'
		case_ramoops='$(setting "$1" ramoops no)'
		case_modules='$(setting "$1" modules)'
		case_throttle='$(setting "$1" throttle no)'
		case_ping='$(setting "$1" ping no)'
		case_table='$(setting "$1" table)'
		case_status='$(setting "$1" status 0)'
		case_firmware='$(setting "$1" firmware bios)'
		case_second_line='$(second_line_of "$1")'
		case_disk='$(setting "$1" disk-name vda)'
		case_load='$(setting "$1" load)'
		case_send='$(setting "$1" send no)'
		case_marker='kdp-marker-5b3f9c27'
	END
}

# case_archive CASE LOADER DIR: DIR/case.img, for both kernels; DIR/case stays.
case_archive()
{
	case_settings "$1" "$2" >"$3/case"
	order=100
	for module in $(setting "$1" disk-modules); do
		copy_module "$module" "$3/disk-modules"
	done
	for module in $(setting "$1" first-modules); do
		copy_module "$module" "$3/first-modules"
	done
	(cd "$3" && find case disk-modules first-modules 2>/dev/null |
		cpio --quiet -o -H newc -R 0:0) >"$3/case.img"
	rm -rf "$3/disk-modules" "$3/first-modules"
}

# first_archive CASE DIR: DIR/first.img, what only the first kernel has.
first_archive()
{
	file=$(setting "$1" kernel-file bzimage)
	mkdir "$2/first"
	[ "$file" = bzimage ] ||
		"$here/mkkernel" "$file" "$tree" "$2/first/kernel-$file" \
			"$images/capture.img" "$2/case.img" "$(second_line_of "$1")"
	[ -z "$(setting "$1" capture)" ] ||
		make_capture "$1" "$2/first/capture.own"
	[ "$(setting "$1" module no)" = no ] ||
		cp "$(make_crash_irqs)" "$2/first"
	(cd "$2" && find first -type f |
		cpio --quiet -o -H newc -R 0:0) >"$2/first.img"
	rm -r "$2/first"
}

# make_initrd CASE LOADER DIR: DIR/initrd: the images, and archives to append.
make_initrd()
{
	case_archive "$1" "$2" "$3"
	first_archive "$1" "$3"
	signed=
	! is_secure "$1" || signed=$(secure_keys "$1")/first.img
	# shellcheck disable=SC2086 # one word or none
	cat "$images/first.img" $signed "$3/case.img" "$3/first.img" \
		>"$3/initrd"
	rm "$3/case.img" "$3/first.img"
}
