// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * guest.c - a QEMU process and the channels to it.
 *
 * Every channel is an inherited descriptor: no socket has a name, so runs
 * cannot meet each other.
 */
#include "tests/crash/guest.h"

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
	int doorbell;
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

void guest_doorbell(char *ret, size_t size, const char *bus)
{
	snprintf(ret, size, "ivshmem-doorbell,vectors=1,chardev=kdp-bell%s%s",
		 bus ? ",bus=" : "", bus ? bus : "");
}

static void add_doorbell(struct arguments *arguments,
			 const struct guest_config *config, int fd)
{
	char device[ARG_SIZE];

	add(arguments, "-chardev");
	add(arguments, "socket,id=kdp-bell,fd=%d", fd);
	if (config->bell_later)
		return;
	guest_doorbell(device, sizeof(device), config->bell_bus);
	add(arguments, "-device");
	add(arguments, "%s", device);
}

static void build_arguments(struct arguments *arguments,
			    const struct guest_config *config,
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
	for (size_t i = 0; config->device[i]; i++) {
		add(arguments, "-device");
		add(arguments, "%s", config->device[i]);
	}
	if (config->has_doorbell)
		add_doorbell(arguments, config, fds->doorbell);
	for (char **argv = config->argv + 1; *argv; argv++)
		add(arguments, "%s", *argv);
}

static void keep_open(int fd)
{
	if (fd >= 0)
		fcntl(fd, F_SETFD, 0);
}

/* In the child: never returns. */
static void become_qemu(const struct guest_config *config,
			const struct child_fds *fds, pid_t parent)
{
	struct arguments arguments = { 0 };
	int log, null;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	log = open(config->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (log < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(log, STDOUT_FILENO) < 0 || dup2(log, STDERR_FILENO) < 0)
		_exit(127);
	keep_open(fds->status);
	keep_open(fds->qmp);
	keep_open(fds->doorbell);
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
static bool make_pair(int *ret, int *child_ret)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return false;
	*ret = fds[0];
	*child_ret = fds[1];
	return true;
}

static bool make_ram(struct guest *guest, size_t size, int *fd_ret)
{
	int fd = memfd_create("kdp-ram", MFD_CLOEXEC);
	void *ram;

	if (fd < 0 || ftruncate(fd, (off_t)size))
		return false;
	ram = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (ram == MAP_FAILED)
		return false;
	guest->ram = ram;
	guest->ram_size = size;
	*fd_ret = fd;
	return true;
}

bool guest_start(struct guest *guest, const struct guest_config *config,
		 struct doorbell *bell)
{
	struct child_fds fds = { -1, -1, -1, -1 };
	pid_t parent = getpid();
	int bell_fd = -1;

	memset(guest, 0, sizeof(*guest));
	if (!make_pair(&guest->status_fd, &fds.status) ||
	    !make_pair(&guest->qmp_fd, &fds.qmp) ||
	    !make_ram(guest, (size_t)config->memory << 20, &fds.ram))
		return false;
	if (config->has_doorbell &&
	    (!make_pair(&bell_fd, &fds.doorbell) ||
	     !doorbell_serve(bell, bell_fd)))
		return false;
	guest->pid = fork();
	if (guest->pid < 0)
		return false;
	if (guest->pid == 0)
		become_qemu(config, &fds, parent);
	close(fds.status);
	close(fds.qmp);
	close(fds.ram);
	if (fds.doorbell >= 0)
		close(fds.doorbell);
	/* To QEMU a closed server is the end of all peers: leave it open. */
	guest->bell_fd = bell_fd;
	return true;
}

void guest_stop(struct guest *guest)
{
	if (guest->pid > 0) {
		kill(guest->pid, SIGKILL);
		waitpid(guest->pid, NULL, 0);
		guest->pid = 0;
	}
	close(guest->status_fd);
	close(guest->qmp_fd);
	if (guest->bell_fd >= 0)
		close(guest->bell_fd);
	munmap(guest->ram, guest->ram_size);
}
