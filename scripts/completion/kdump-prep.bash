# SPDX-License-Identifier: GPL-2.0-or-later
# bash completion for kdump-prep
#
# The options are compared with --help and the man page by
# tests/unit/options.sh.  "=" ends a word that takes a value.

declare -A _kdump_prep_options=(
	[global]='--sysroot= --json -d --debug --help --version'
	[load]='--initrd= --append= --command-line= --reuse-cmdline
		--default-cmdline= --no-default= --require=
		--console-serial --serial= --serial-baud= -i --no-checks
		--digest= --on-corrupt= --keep-compressed --cache= --noefi
		--file
		--dry-run --json --watchdog= --test-wait='
	[reload]='--force'
	[unload]=''
	[status]='--json --last --mark='
	[check]='--json'
	[rehearse]='--kernel= --crash-kernel= --initrd= --command-line=
		--loader= --trigger= --storm --crashkernel= --find-crashkernel
		--topology= --cpus= --memory= --disk= --uuid= --deadline=
		--accel= --qemu= --agent= --console= --in-place --confirm=
		--json'
	[discover]='--json'
	[plan]='--topology= -i --no-checks --digest= --on-corrupt= --watchdog=
		--test-wait= --json'
	[mkimage]='--target= --module= --modules= --kernel= --measure
		--network= --ssh-key= --known-hosts= --ssh= --lvm= --deadline=
		--wait= --packing= --dump-level= --init= --makedumpfile=
		--library-dir= --json'
	[report]='--json --record --svg='
	[verify]='--json --vmlinux='
	[wrap]='-o --output= --sign= --verify='
	[unwrap]='-o --output='
	[kexec]='-p --load-panic -u --unload -S --status --print-ckr-size
		--initrd= --ramdisk= --append= --command-line= --reuse-cmdline
		--console-serial --serial= --serial-baud= -i --no-checks
		--noefi --pass-memmap-cmdline --mem-min= --mem-max= --hotplug
		-t --type= -d --debug -c --kexec-syscall
		-s --kexec-file-syscall -a --kexec-syscall-auto
		-x --no-ifdown -y --no-sync --args-linux --elf32-core-headers
		--elf64-core-headers --reuse-video-type --no-cma --console-vga
		--reset-vga -l --load -e --exec -f --force --entry=
		--args-elf --args-none --module= --real-mode --entry-32bit
		--dtb= --force-dtb --reuseinitrd --load-preserve-context
		--load-jump-back-helper --load-live-update --exec-live-update
		-h --help -v --version'
)
_kdump_prep_commands='load reload unload status check rehearse discover plan
	mkimage report verify wrap unwrap'

# The command that the words before the current one name; "kexec" for its
# spelling, "global" before any.
_kdump_prep_command()
{
	local i word

	[[ ${COMP_WORDS[0]##*/} == kexec ]] && { echo kexec; return; }
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		--sysroot)
			[[ ${COMP_WORDS[i + 1]} == '=' ]] && i=$((i + 1))
			i=$((i + 1))
			;;
		--json | --debug | -d)
			;;
		-*)
			echo kexec
			return
			;;
		*)
			echo "$word"
			return
			;;
		esac
	done
	echo global
}

# Values of the option $1; the current word is $2.
_kdump_prep_value()
{
	case $1 in
	--initrd | --ramdisk | --dtb | --topology | --output | -o | --sign | \
	--verify | --vmlinux | --init | --makedumpfile | --svg | --kernel | \
	--crash-kernel | --qemu | --agent | --console)
		mapfile -t COMPREPLY < <(compgen -f -- "$2")
		;;
	--sysroot | --modules | --library-dir)
		mapfile -t COMPREPLY < <(compgen -d -- "$2")
		;;
	--digest)
		mapfile -t COMPREPLY < <(compgen -W 'crc32c sha256 none' \
			-- "$2")
		;;
	--packing)
		mapfile -t COMPREPLY < <(compgen -W 'lzo zlib' -- "$2")
		;;
	--loader)
		mapfile -t COMPREPLY < <(compgen -W 'kdump-prep kexec' -- "$2")
		;;
	--trigger)
		mapfile -t COMPREPLY < <(compgen -W 'sysrq panic nmi' -- "$2")
		;;
	--accel)
		mapfile -t COMPREPLY < <(compgen -W 'kvm tcg' -- "$2")
		;;
	--disk)
		mapfile -t COMPREPLY < <(compgen -W "virtio-blk virtio-scsi \
			nvme ahci ide megasas mptsas lsi pvscsi" -- "$2")
		;;
	--target)
		mapfile -t COMPREPLY < <(compgen -W 'local: raw: dmesg: ssh: nfs:' \
			-- "$2")
		;;
	--default-cmdline)
		mapfile -t COMPREPLY < <(compgen -W 'all safe none' -- "$2")
		;;
	--mark)
		mapfile -t COMPREPLY < <(compgen -W 'begun ended' -- "$2")
		;;
	--require)
		mapfile -t COMPREPLY < <(compgen -W "all purgatory quiesce \
			digest record note watchdog last-words hotplug" \
			-- "$2")
		;;
	--no-default)
		mapfile -t COMPREPLY < <(compgen -W "nr_cpus reset_devices \
			apic_extnmi disable_cpu_apicid panic \
			acpi_no_memhotplug hest_disable cgroup_disable" -- "$2")
		;;
	--on-corrupt)
		mapfile -t COMPREPLY < <(compgen -W 'reset boot halt' -- "$2")
		;;
	--serial)
		mapfile -t COMPREPLY < <(compgen -W 'ttyS0 ttyS1' -- "$2")
		;;
	--type | -t)
		mapfile -t COMPREPLY < <(compgen -W \
			'bzImage64 bzImage elf-x86_64 uki' -- "$2")
		;;
	--append | --command-line | --serial-baud | --watchdog | --test-wait | \
	--module | --deadline | --wait | --mem-min | --mem-max | --entry | \
	--crashkernel | --cpus | --memory | --uuid)
		;;
	*)
		return 1
		;;
	esac
}

_kdump_prep()
{
	local cur=${COMP_WORDS[COMP_CWORD]}
	local name=${COMP_WORDS[COMP_CWORD - 1]}
	local command options

	COMPREPLY=()
	# "=" is a word of its own: --name = value.
	if [[ $cur == '=' ]]; then
		cur=
	elif [[ $name == '=' ]]; then
		name=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	_kdump_prep_value "$name" "$cur" && return
	command=$(_kdump_prep_command)
	options=${_kdump_prep_options[$command]-}
	if [[ $cur == -* ]]; then
		# -p begins kexec's spelling.
		[[ $command == global ]] &&
			options+=" ${_kdump_prep_options[kexec]}"
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
		[[ ${COMPREPLY[0]-} == *= ]] && compopt -o nospace 2>/dev/null
	elif [[ $command == global ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$_kdump_prep_commands" \
			-- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
	return 0
}

complete -o filenames -F _kdump_prep kdump-prep
