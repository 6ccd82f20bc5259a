// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * vm.c - a QEMU process and the channels to it; see vm.h.
 *
 * Every channel is an inherited descriptor: no socket has a name, so runs
 * cannot meet each other.
 */
#include "kdump-prep/vm.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGS_MAX 256
#define ARG_SIZE 512

/* The descriptors on QEMU's side. */
struct child_fds {
	int status;
	int qmp;
	int ram;
};

struct arguments {
	char *argv[ARGS_MAX];
	size_t count;
};

__attribute__((format(printf, 2, 3)))
static void add(struct arguments *arguments, const char *format, ...)
{
	char text[ARG_SIZE];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	if (arguments->count < ARGS_MAX - 1)
		arguments->argv[arguments->count++] = strdup(text);
}

static void build_arguments(struct arguments *arguments,
			    const struct kdp_vm_config *config,
			    const struct child_fds *fds)
{
	add(arguments, "%s", config->argv[0]);
	add(arguments, "-nodefaults");
	add(arguments, "-no-user-config");
	add(arguments, "-display");
	add(arguments, "none");
	add(arguments, "-action");
	add(arguments, "reboot=shutdown,shutdown=pause");
	add(arguments, "-machine");
	add(arguments, "%s,memory-backend=kdp-ram", config->machine);
	add(arguments, "-m");
	add(arguments, "%u", config->memory);
	add(arguments, "-object");
	add(arguments, "memory-backend-file,id=kdp-ram,size=%uM,share=on,"
	    "mem-path=/proc/self/fd/%d", config->memory, fds->ram);
	add(arguments, "-serial");
	add(arguments, "file:%s", config->console);
	add(arguments, "-chardev");
	add(arguments, "socket,id=kdp-status,fd=%d", fds->status);
	add(arguments, "-serial");
	add(arguments, "chardev:kdp-status");
	add(arguments, "-chardev");
	add(arguments, "socket,id=kdp-qmp,fd=%d", fds->qmp);
	add(arguments, "-mon");
	add(arguments, "chardev=kdp-qmp,mode=control");
	if (config->peer_fd >= 0) {
		add(arguments, "-chardev");
		add(arguments, "socket,id=kdp-peer,fd=%d", config->peer_fd);
	}
	for (size_t i = 0; config->device[i]; i++) {
		add(arguments, "-device");
		add(arguments, "%s", config->device[i]);
	}
	for (char **argv = config->argv + 1; *argv; argv++)
		add(arguments, "%s", *argv);
}

static void keep_open(int fd)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
}

/* In the child: never returns. */
static void become_qemu(const struct kdp_vm_config *config,
			const struct child_fds *fds, pid_t parent)
{
	struct arguments arguments = { 0 };
	int log, null;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	log = open(config->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (log < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		_exit(127);
	keep_open(fds->status);
	keep_open(fds->qmp);
	keep_open(config->peer_fd);
	keep_open(fds->ram);
	build_arguments(&arguments, config, fds);
	for (size_t i = 0; i < arguments.count; i++)
		dprintf(log, "%s%c", arguments.argv[i],
			i + 1 == arguments.count ? '\n' : ' ');
	execvp(arguments.argv[0], arguments.argv);
	dprintf(log, "%s: %s\n", arguments.argv[0], strerror(errno));
	_exit(127);
}

/* A stream socket pair: ours in @ret, QEMU's in @child_ret. */
KDP_MUST_CHECK
static struct kdp_error *make_pair(int *ret, int *child_ret)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return kdp_error_os(errno, "a socket to QEMU");
	*ret = fds[0];
	*child_ret = fds[1];
	return NULL;
}

KDP_MUST_CHECK
static struct kdp_error *make_ram(struct kdp_vm *vm, unsigned int mib,
				  int *fd_ret)
{
	size_t size = (size_t)mib << 20;
	void *ram;

	*fd_ret = memfd_create("kdp-ram", MFD_CLOEXEC);
	if (*fd_ret < 0 || ftruncate(*fd_ret, (off_t)size))
		return kdp_error_os(errno, "%u MiB for a guest", mib);
	ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, *fd_ret, 0);
	if (ram == MAP_FAILED)
		return kdp_error_os(errno, "%u MiB for a guest", mib);
	vm->ram = ram;
	vm->ram_size = size;
	return NULL;
}

static void close_all(const struct child_fds *fds)
{
	const int all[] = { fds->status, fds->qmp, fds->ram };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i] >= 0)
			close(all[i]);
}

struct kdp_error *kdp_vm_start(struct kdp_vm *vm,
			       const struct kdp_vm_config *config)
{
	struct child_fds fds = { -1, -1, -1 };
	pid_t parent = getpid();
	struct kdp_error *err;

	*vm = (struct kdp_vm){ .status_fd = -1, .qmp_fd = -1 };
	err = make_pair(&vm->status_fd, &fds.status);
	if (!err)
		err = make_pair(&vm->qmp_fd, &fds.qmp);
	if (!err)
		err = make_ram(vm, config->memory, &fds.ram);
	if (!err) {
		vm->pid = fork();
		if (vm->pid == 0)
			become_qemu(config, &fds, parent);
		if (vm->pid < 0)
			err = kdp_error_os(errno, "fork");
	}
	close_all(&fds);
	if (err)
		kdp_vm_stop(vm);
	return err;
}

void kdp_vm_stop(struct kdp_vm *vm)
{
	if (vm->pid > 0) {
		kill(vm->pid, SIGKILL);
		waitpid(vm->pid, NULL, 0);
	}
	if (vm->status_fd >= 0)
		close(vm->status_fd);
	if (vm->qmp_fd >= 0)
		close(vm->qmp_fd);
	if (vm->ram)
		munmap(vm->ram, vm->ram_size);
	*vm = (struct kdp_vm){ .status_fd = -1, .qmp_fd = -1 };
}
