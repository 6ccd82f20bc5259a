# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh disable=SC2034,SC2154 # shared with the caller
# ssh.sh - an ssh server for one run; sourced by run.

# ssh_options CASE DIR: an ssh server for this run, and mkimage's options for it.
# The programs that it runs for its clients come from DIR/ssh/bin first.
ssh_options()
{
	kind=$(setting "$1" ssh no)
	[ "$kind" != no ] || return 0
	mkdir -p "$2/ssh/bin"
	ssh-keygen -q -t ed25519 -N '' -f "$2/ssh/host"
	ssh-keygen -q -t ed25519 -N '' -f "$2/ssh/key"
	echo "[$server]:2222 $(cat "$2/ssh/host.pub")" \
		>"$2/ssh/known_hosts"
	cat >"$2/ssh/config" <<-END
		HostKey $2/ssh/host
		AuthorizedKeysFile $2/ssh/key.pub
		StrictModes no
		UsePAM no
		PidFile none
		SetEnv PATH=$2/ssh/bin:$PATH
	END
	cat >"$2/ssh/serve" <<-END
		#!/bin/sh
		$([ "$kind" != taken ] || take_stamps "$2/ssh/crash")
		exec $(command -v sshd) -i -f $2/ssh/config -E $2/ssh/log
	END
	if [ "$kind" = alters ]; then
		printf '#!/bin/sh\nexec tr "\\000" "\\001"\n' >"$2/ssh/bin/cat"
		chmod 755 "$2/ssh/bin/cat"
	fi
	chmod 755 "$2/ssh/serve"
	# Where it is started by root.
	[ "$(id -u)" != 0 ] || mkdir -p /run/sshd
	printf '%s ' --ssh-key="$2/ssh/key" --known-hosts="$2/ssh/known_hosts"
}

# take_stamps DIR: shell for a server on which the directories of all crashes of
# the last minutes are there already.
take_stamps()
{
	cat <<-END
		[ -d $1 ] || for minute in 0 1 2 3 4 5 6 7 8 9; do
			mkdir -p "$1/$own_address-\$(date -u \
				-d "-\$minute minutes" +%Y%m%d%H%M)"
		done
	END
}
