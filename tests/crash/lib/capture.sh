# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# capture.sh - kdump-prep's own capture environment; sourced by run.

# make_capture CASE FILE: kdump-prep's own capture environment, for its target.
make_capture()
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
		cp "$("$here/mkinitramfs" --which "$tree" bin/makedumpfile)" \
			"$2.spoilt/bin/makedumpfile.real"
		stand_in=$(cat "$here/budget-guest")
	fi
	if [ -n "$stand_in" ]; then
		cp "$("$here/mkinitramfs" --which "$tree" bin/busybox)" \
			"$2.spoilt/bin/busybox"
		printf '%s\n' '#!/bin/busybox sh' "$stand_in" \
			>"$2.spoilt/bin/makedumpfile"
		chmod 755 "$2.spoilt"/bin/*
	fi
	truncate -s %4 "$2"
	(cd "$2.spoilt" && find . -type f | sed 's,^\./,,' |
		cpio --quiet -o -H newc -R 0:0) >>"$2"
	rm -r "$2.spoilt"
}
