# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# nfs.sh - an NFS server for one run, a guest of its own; sourced by run.

nfs_pid=

# start_nfs CASE DIR: the server's guest.  The name of its socket must be short.
start_nfs()
{
	case $(setting "$1" nfs no) in no | silent) return 0 ;; esac
	image=$images/nfs-server.img
	release=${kernel##*/vmlinuz-}
	[ -f "$image" ] ||
		"$here/nfs-server" image "$("$here/mkinitramfs" \
			--which "$tree" bin/busybox)" "$images/modules" \
			"$release" "$image"
	nfs_dir=$(mktemp -d)
	[ "$(setting "$1" nfs)" != dies ] || : >"$nfs_dir/dies"
	timeout 900 "$here/nfs-server" run "$kernel" "$image" "$nfs_dir" \
		>"$2/nfs.log" 2>&1 &
	nfs_pid=$!
	tries=0
	until grep -q 'nfs-server: ready' "$nfs_dir/log" 2>/dev/null; do
		tries=$((tries + 1))
		if [ $tries -ge 120 ] || ! kill -0 "$nfs_pid" 2>/dev/null; then
			break
		fi
		sleep 1
	done
}

# stop_nfs DIR: what the server has is left in DIR/served.
stop_nfs()
{
	[ -n "$nfs_pid" ] || return 0
	kill "$nfs_pid" || :
	wait "$nfs_pid" || :
	nfs_pid=
	cat "$nfs_dir/log" >>"$1/nfs.log" || :
	mkdir -p "$1/served"
	debugfs -R "rdump / $1/served" "$nfs_dir/disk" >/dev/null 2>&1
	rm -r "$nfs_dir"
}

trap '[ -z "$nfs_pid" ] || kill "$nfs_pid"' EXIT
