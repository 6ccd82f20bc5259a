# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# disk.sh - the guest's disks; sourced by run.

disk_mib=512
# Of the dump disk, whose name a capture environment does not know.
disk_uuid=5b3f9c27-0000-4000-8000-6b64756d7001
bad_uuid=5b3f9c27-0000-4000-8000-6b64756d7002

# make_disk CASE DIR: the dump disk.
make_disk()
{
	truncate -s "$(setting "$1" disk-mib $disk_mib)M" "$2/disk"
	case $(setting "$1" disk-format ext4) in
	none) ;;
	xfs) mkfs.xfs -q -m uuid=$disk_uuid "$2/disk" ;;
	*) mke2fs -q -F -t ext4 -O ^has_journal -U $disk_uuid \
		-E lazy_itable_init=1 "$2/disk" ;;
	esac
}

# copy_disk CASE DIR: its files, to DIR/dump.
copy_disk()
{
	if [ "$(setting "$1" disk-format ext4)" != xfs ]; then
		debugfs -R "rdump / $2/dump" "$2/disk" >/dev/null 2>&1
		return
	fi
	# The kernel alone can read them all; its log is not replayed.
	mkdir -p "$2/mnt"
	as_root mount -t xfs -o loop,ro,norecovery,nouuid \
		"$2/disk" "$2/mnt" || return 0
	as_root cp -a "$2/mnt/." "$2/dump"
	as_root umount "$2/mnt"
	as_root chown -R "$(id -u):$(id -g)" "$2/dump"
}

# make_bad_disk CASE DIR: one more disk, with errors where it is read or written;
# prints QEMU's arguments.  What cannot be written is a sector in each MiB, past
# those that every mount writes; what cannot be read is the superblock.
make_bad_disk()
{
	kind=$(setting "$1" bad-disk)
	[ -n "$kind" ] || return 0
	truncate -s 512M "$2/bad"
	mke2fs -q -F -t ext4 -O ^has_journal -U $bad_uuid \
		-E lazy_itable_init=1 "$2/bad"
	case $kind in
	read) seq 2 2 ;;
	write) seq $((64 * 2048 + 1000)) 2048 $((511 * 2048)) ;;
	esac | while read -r sector; do
		printf '[inject-error]\nevent = "none"\niotype = "%s"\n' \
			"$kind"
		printf 'errno = "5"\nsector = "%s"\n' "$sector"
	done >"$2/blkdebug"
	printf '%s ' -drive "if=none,id=bad,format=raw,cache=unsafe,\
file=blkdebug:$2/blkdebug:$2/bad" -device virtio-blk-pci,drive=bad
}
