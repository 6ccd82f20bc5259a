# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# network.sh - the guest's network; sourced by run.

# Of ssh and NFS, as the guest sees it, and the guest's own interface.
server=10.0.2.100
mac=52:54:00:6b:64:70
own_address=10.0.2.15

# network_options CASE: mkimage's, for the interface.
network_options()
{
	has_network "$1" || return 0
	driver=$(setting "$1" nic virtio-net-pci)
	[ "$driver" != virtio-net-pci ] || driver=virtio_net
	printf '%s ' "--module=$driver" \
		"--network=$mac,$own_address/24,10.0.2.2"
}

# network_arguments CASE DIR: QEMU's.  For ssh it starts the server for each
# connection, so that no port is open here; a silent server is an address that
# nobody has.
network_arguments()
{
	has_network "$1" || return 0
	case $(setting "$1" ssh no),$(setting "$1" nfs no) in
	no,silent) echo "-netdev user,id=net,restrict=on" ;;
	no,*) echo "-netdev stream,id=net,server=off,addr.type=unix,\
addr.path=$nfs_dir/socket" ;;
	*) echo "-netdev user,id=net,restrict=on,\
guestfwd=tcp:$server:2222-cmd:$2/ssh/serve" ;;
	esac
	echo "-device $(setting "$1" nic virtio-net-pci),netdev=net,mac=$mac"
}
