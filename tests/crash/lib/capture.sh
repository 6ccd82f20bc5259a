# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# capture.sh - kdump-prep's own capture environment; sourced by run.

# modules_of_kernel: prints the directory of the kernel's modules, with the
# files of depmod, made once.
modules_of_kernel()
{
	release=${kernel##*/vmlinuz-}
	modules=$images/modules/lib/modules/$release
	if [ ! -f "$modules/modules.dep" ]; then
		mkdir -p "$modules"
		cp -rs "$tree"/image/lib/modules/"$release"/* "$modules" \
			2>/dev/null ||
			cp -rs "$tree"/image/usr/lib/modules/"$release"/* \
				"$modules"
		# Debian's newest kernels have their list of what is built in
		# in another package.
		[ -e "$modules/modules.builtin" ] ||
			[ -n "$(find "$modules/" -name 'virtio_pci.ko*')" ] ||
			echo kernel/drivers/virtio/virtio_pci.ko \
				>"$modules/modules.builtin"
		depmod -b "$images/modules" "$release"
	fi
	echo "$modules"
}

# make_capture CASE FILE: kdump-prep's own capture environment, for its target.
make_capture()
{
	modules=$(modules_of_kernel)
	# The words of the setting are parameters.
	# shellcheck disable=SC2046
	"$program" mkimage $(setting "$1" capture |
			sed "s/@UUID@/UUID=$disk_uuid/g
				s/@BAD@/UUID=$bad_uuid/g
				s,@LVM@,LVM=kdp/dump-1,g
				s|@SSH@|$(id -un)@$server:2222,${2%/*/*}/ssh/crash|g
				s|@NFS@|$server:/,/crash|g") \
		$(network_options "$1") $(ssh_options "$1" "${2%/*/*}") \
		--init="${program%/*/*}/second-kernel/capture/capture" \
		--makedumpfile="$("$here/mkinitramfs" --which "$tree" \
			bin/makedumpfile)" \
		--library-dir="$tree/tools/usr/lib/x86_64-linux-gnu" \
		--library-dir="$tree/tools/lib/x86_64-linux-gnu" \
		--modules="$modules" --module=virtio_pci --module=virtio_blk \
		"$2" | sed 's/^/# mkimage: /'
	spoil_capture "$1" "$2"
}

# measure_budget ROOT: makedumpfile is below a program that measures.
measure_budget()
{
	cp "$("$here/mkinitramfs" --which "$tree" bin/makedumpfile)" \
		"$1/bin/makedumpfile.real"
	put_stand_in "$1" "$(cat "$here/budget-guest")"
}

# put_stand_in ROOT LINE: of shell, that takes makedumpfile's place.
put_stand_in()
{
	cp "$("$here/mkinitramfs" --which "$tree" bin/busybox)" \
		"$1/bin/busybox"
	printf '%s\n' '#!/bin/busybox sh' "$2" >"$1/bin/makedumpfile"
	chmod 755 "$1"/bin/*
}

# spoil_capture CASE FILE: what comes later in an archive takes the place of what
# came before.
spoil_capture()
{
	spoilt=$(setting "$1" spoil)
	stand_in=$(setting "$1" stand-in)
	budget=$(setting "$1" budget)
	[ -n "$spoilt$stand_in$budget" ] || return 0
	mkdir -p "$2.spoilt/bin"
	if [ -n "$spoilt" ]; then
		mkdir -p "$(dirname "$2.spoilt/$spoilt")"
		echo spoilt >"$2.spoilt/$spoilt"
	fi
	if [ -n "$budget" ]; then
		measure_budget "$2.spoilt"
	elif [ -n "$stand_in" ]; then
		put_stand_in "$2.spoilt" "$stand_in"
	fi
	truncate -s %4 "$2"
	(cd "$2.spoilt" && find . -type f | sed 's,^\./,,' |
		cpio --quiet -o -H newc -R 0:0) >>"$2"
	rm -r "$2.spoilt"
}
