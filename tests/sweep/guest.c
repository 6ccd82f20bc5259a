// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * guest.c - a guest that is stopped at any instruction, hit, and watched.
 *
 * QEMU is started anew for each run, with the memory that was kept copied into
 * its own and the rest of the state as a migration.  Under -icount each run
 * from there executes the same instructions.
 */
#include "tests/sweep/guest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATH_SIZE 512
#define ARGS_MAX 128
#define PAGE 4096ul
#define SLACK 512	/* TCG's largest block */
#define NEAR 1024	/* closer than this it is single steps */
/* A message to the local APIC 0: delivery mode NMI. */
#define MSI_ADDRESS 0xfee00000ul
#define MSI_DATA_NMI 0x400u
#define LINT_COMMAND "nmi"
/* Memory is not part of the migration. */
#define CAPABILITY "migrate_set_capability x-ignore-shared on"
/* Bank 9: valid, uncorrected, enabled, context corrupt; RIPV and MCIP. */
#define MCE_COMMAND "mce -b 0 9 0xb200000000000000 0x5 0x0 0x0"
/* A handler that has not returned by then does not. */
#define HANDLER_LIMIT 50000000ul
#define QUIET_SECONDS 4.0
#define FINISH_SECONDS 120.0

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

uint64_t guest_position(const struct guest *guest)
{
	return guest->base + guest->trace->count - guest->extra;
}

/* The file that the plugin shares. */
KDP_MUST_CHECK
static struct kdp_error *make_trace(struct guest *guest, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	void *trace = MAP_FAILED;

	if (fd >= 0 && !ftruncate(fd, sizeof(struct trace)))
		trace = mmap(NULL, sizeof(struct trace), PROT_READ | PROT_WRITE,
			     MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	if (trace == MAP_FAILED)
		return kdp_error_os(errno, "%s", path);
	guest->trace = trace;
	guest->trace->slack = SLACK;
	return NULL;
}

/* Start QEMU, stopped, with what the sweep needs of it besides. */
KDP_MUST_CHECK
static struct kdp_error *start(struct guest *guest, const char *dir,
			       const char *plugin,
			       const struct kdp_vm_config *base, bool incoming)
{
	char console[PATH_SIZE], log[PATH_SIZE], trace[PATH_SIZE];
	char plugin_argument[2 * PATH_SIZE];
	struct kdp_vm_config config = *base;
	char *argv[ARGS_MAX];
	struct kdp_error *err;
	size_t count = 0;
	int fds[2];

	snprintf(console, sizeof(console), "%s/console.log", dir);
	snprintf(log, sizeof(log), "%s/qemu.log", dir);
	snprintf(trace, sizeof(trace), "%s/trace", dir);
	snprintf(plugin_argument, sizeof(plugin_argument), "%s,trace=%s",
		 plugin ? plugin : "", trace);
	guest->vm = (struct kdp_vm){ .status_fd = -1, .qmp_fd = -1 };
	guest->gdb.fd = -1;
	err = make_trace(guest, trace);
	if (err)
		return err;
	while (count < ARGS_MAX - 12 && base->argv[count]) {
		argv[count] = base->argv[count];
		count++;
	}
	argv[count++] = (char *)"-icount";
	argv[count++] = (char *)"shift=0";
	if (plugin) {
		argv[count++] = (char *)"-plugin";
		argv[count++] = plugin_argument;
	}
	argv[count++] = (char *)"-S";
	argv[count++] = (char *)"-gdb";
	argv[count++] = (char *)"chardev:kdp-peer";
	if (incoming) {
		argv[count++] = (char *)"-incoming";
		argv[count++] = (char *)"defer";
	}
	argv[count] = NULL;
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return kdp_error_os(errno, "a socket to QEMU");
	guest->gdb.fd = fds[0];
	config.console = console;
	config.log = log;
	config.peer_fd = fds[1];
	config.argv = argv;
	err = kdp_vm_start(&guest->vm, &config);
	close(fds[1]);
	if (!err)
		kdp_qmp_init(&guest->qmp, guest->vm.qmp_fd);
	return err;
}

/* What the guest says on its second port, of which nobody reads a word. */
static void drop_status(struct guest *guest)
{
	char bytes[512];

	if (read(guest->vm.status_fd, bytes, sizeof(bytes)) <= 0)
		return;
}

/*
 * Wait until the guest stops.  STOP_THERE is any stop by the debugger; that the
 * count does not grow for so long is a hang.
 */
static enum stop wait_stop(struct guest *guest, double seconds, double quiet)
{
	double begin = now(), moved = begin;
	uint64_t last = 0;

	for (;;) {
		struct pollfd fds[] = {
			{ .fd = guest->gdb.fd, .events = POLLIN },
			{ .fd = guest->qmp.fd, .events = POLLIN },
			{ .fd = guest->vm.status_fd, .events = POLLIN },
		};
		char answer[GDB_PACKET];

		poll(fds, 3, 200);
		if (fds[2].revents & POLLIN)
			drop_status(guest);
		if (fds[1].revents)
			kdp_qmp_poll(&guest->qmp);
		if (guest->qmp.stopped)
			return STOP_RESET;
		if (guest->gdb.dead || guest->qmp.dead)
			return STOP_ERROR;
		if (gdb_receive(&guest->gdb, answer, 0))
			return !strncmp(answer, "T05", 3) ? STOP_THERE :
			       STOP_RESET;
		if (guest->trace->count != last) {
			last = guest->trace->count;
			moved = now();
		}
		if (now() - moved > quiet || now() - begin > seconds)
			return STOP_HANG;
	}
}

static enum stop run_on(struct guest *guest, double seconds)
{
	if (!gdb_send(&guest->gdb, "c"))
		return STOP_ERROR;
	return wait_stop(guest, seconds, QUIET_SECONDS);
}

/* Have the plugin stop the guest a little before so many more instructions. */
static void arm(struct guest *guest, uint64_t more)
{
	guest->trace->target = guest->trace->count + more;
	guest->trace->armed = 1;
}

struct kdp_error *guest_boot(struct guest *guest, const char *dir,
			     const struct kdp_vm_config *config,
			     uint64_t start_address, int seconds)
{
	struct kdp_error *err = start(guest, dir, NULL, config, false);
	enum stop stop = STOP_ERROR;

	if (err)
		return err;
	if (!gdb_breakpoint(&guest->gdb, start_address, true))
		return kdp_error_create(KDP_ERROR_OTHER,
					"QEMU's gdb stub does not answer");
	if (gdb_send(&guest->gdb, "c"))
		stop = wait_stop(guest, seconds, seconds);
	if (stop != STOP_THERE)
		return kdp_error_create(KDP_ERROR_OTHER,
					"the guest does not reach 0x%" PRIx64
					": %s", start_address,
					stop == STOP_RESET ? "it was reset" :
					"it says nothing");
	if (!gdb_breakpoint(&guest->gdb, start_address, false))
		return kdp_error_create(KDP_ERROR_OTHER,
					"QEMU's gdb stub does not answer");
	return NULL;
}

static bool is_zero(const uint8_t *page)
{
	static const uint8_t zero[PAGE];

	return !memcmp(page, zero, PAGE);
}

KDP_MUST_CHECK
static struct kdp_error *save_ram(const struct guest *guest, const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = fd >= 0 && !ftruncate(fd, (off_t)guest->vm.ram_size);

	for (size_t at = 0; good && at < guest->vm.ram_size; at += PAGE)
		if (!is_zero(guest->vm.ram + at))
			good = pwrite(fd, guest->vm.ram + at, PAGE,
				      (off_t)at) == (ssize_t)PAGE;
	if (fd >= 0 && close(fd))
		good = false;
	return good ? NULL : kdp_error_os(errno, "%s", path);
}

KDP_MUST_CHECK
static struct kdp_error *load_ram(const struct guest *guest, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t end = (off_t)guest->vm.ram_size, at = 0;
	bool good = fd >= 0;

	while (good && (at = lseek(fd, at, SEEK_DATA)) >= 0 && at < end) {
		off_t hole = lseek(fd, at, SEEK_HOLE);

		while (good && at < hole && at < end) {
			size_t size = (size_t)((hole < end ? hole : end) - at);
			ssize_t got = pread(fd, guest->vm.ram + at, size, at);

			good = got > 0;
			at += got;
		}
	}
	if (fd >= 0)
		close(fd);
	return good ? NULL : kdp_error_os(errno, "%s", path);
}

/* Run commands of the monitor that print only what went wrong. */
KDP_MUST_CHECK
static struct kdp_error *command(struct guest *guest, const char *text)
{
	char *answer = kdp_qmp_hmp(&guest->qmp, text, 30);
	struct kdp_error *err = NULL;

	if (!answer || *answer)
		err = kdp_error_create(KDP_ERROR_OTHER, "QEMU: %s: %s", text,
				       answer ? answer : "no answer");
	free(answer);
	return err;
}

/* A migration ends in the background. */
KDP_MUST_CHECK
static struct kdp_error *wait_migration(struct guest *guest)
{
	static const struct timespec pause = { .tv_nsec = 20000000 };
	double begin = now();

	while (now() - begin < 30) {
		char *answer = kdp_qmp_hmp(&guest->qmp, "info migrate", 10);
		bool done = answer && strstr(answer, "status: completed");
		bool failed = !answer || strstr(answer, "status: failed");

		free(answer);
		if (done)
			return NULL;
		if (failed)
			break;
		nanosleep(&pause, NULL);
	}
	return kdp_error_create(KDP_ERROR_OTHER,
				"QEMU does not save or restore its state");
}

/*
 * QEMU takes no state that was stopped by a debugger: have it say that it was
 * paused.  What follows "globalstate" is a length and that word with zeros.
 */
KDP_MUST_CHECK
static struct kdp_error *tell_paused(const char *path)
{
	static const char section[] = "globalstate", debug[] = "debug";
	static const char paused[] = "\0\0\0\7paused";
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct stat status;
	char *state = MAP_FAILED, *found = NULL;

	if (fd >= 0 && !fstat(fd, &status))
		state = mmap(NULL, (size_t)status.st_size,
			     PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	if (state == MAP_FAILED)
		return kdp_error_os(errno, "%s", path);
	found = memmem(state, (size_t)status.st_size, section, strlen(section));
	if (found)
		found = memmem(found, (size_t)(state + status.st_size - found),
			       debug, sizeof(debug));
	if (found && state + status.st_size - found > 100)
		memcpy(found - 4, paused, sizeof(paused));
	munmap(state, (size_t)status.st_size);
	return found ? NULL : kdp_error_create(KDP_ERROR_FORMAT,
					       "%s: no state of the guest",
					       path);
}

struct kdp_error *guest_save(struct guest *guest, const char *dir,
			     const char *name)
{
	char path[PATH_SIZE];
	struct kdp_error *err;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.ram", dir, name);
	err = save_ram(guest, path);
	if (!err)
		err = command(guest, CAPABILITY);
	snprintf(path, sizeof(path), "migrate -d exec:cat>%s/%s.state", dir,
		 name);
	if (!err)
		err = command(guest, path);
	if (!err)
		err = wait_migration(guest);
	snprintf(path, sizeof(path), "%s/%s.state", dir, name);
	if (!err)
		err = tell_paused(path);
	if (err)
		return err;
	snprintf(path, sizeof(path), "%s/%s.at", dir, name);
	file = fopen(path, "we");
	if (!file)
		return kdp_error_os(errno, "%s", path);
	fprintf(file, "%" PRIu64 "\n", guest_position(guest));
	return fclose(file) ? kdp_error_os(errno, "%s", path) : NULL;
}

/* Machine, memory and arguments, a line each, as "sweep take" wrote them. */
KDP_MUST_CHECK
static struct kdp_error *read_arguments(const char *dir, char *text,
					size_t room, char **argv,
					struct kdp_vm_config *config)
{
	char path[PATH_SIZE], *line;
	size_t count = 0, size;
	FILE *file;

	snprintf(path, sizeof(path), "%s/arguments", dir);
	file = fopen(path, "re");
	if (!file)
		return kdp_error_os(errno, "%s", path);
	size = fread(text, 1, room - 1, file);
	fclose(file);
	text[size] = '\0';
	config->machine = strsep(&text, "\n");
	line = strsep(&text, "\n");
	config->memory = line ? (unsigned int)strtoul(line, NULL, 10) : 0;
	while ((line = strsep(&text, "\n")) && *line && count < ARGS_MAX - 1)
		argv[count++] = line;
	argv[count] = NULL;
	config->argv = argv;
	return count && config->memory ? NULL :
		kdp_error_create(KDP_ERROR_FORMAT, "%s: no arguments", path);
}

KDP_MUST_CHECK
static struct kdp_error *read_base(struct guest *guest, const char *dir,
				   const char *name)
{
	char path[PATH_SIZE];
	bool good = false;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.at", dir, name);
	file = fopen(path, "re");
	if (file) {
		good = fscanf(file, "%" SCNu64, &guest->base) == 1;
		fclose(file);
	}
	return good ? NULL : kdp_error_create(KDP_ERROR_FORMAT, "%s: no number",
					      path);
}

struct kdp_error *guest_restore(struct guest *guest, const char *dir,
				const char *name, const char *plugin)
{
	struct kdp_vm_config config = { .peer_fd = -1 };
	char text[8192], path[PATH_SIZE], *argv[ARGS_MAX];
	struct kdp_error *err;

	guest->extra = 0;
	guest->waiting = false;
	err = read_arguments(dir, text, sizeof(text), argv, &config);
	if (!err)
		err = read_base(guest, dir, name);
	if (!err)
		err = start(guest, dir, plugin, &config, true);
	snprintf(path, sizeof(path), "%s/%s.ram", dir, name);
	if (!err)
		err = load_ram(guest, path);
	if (!err)
		err = command(guest, CAPABILITY);
	snprintf(path, sizeof(path), "migrate_incoming exec:cat<%s/%s.state",
		 dir, name);
	if (!err)
		err = command(guest, path);
	if (!err)
		err = wait_migration(guest);
	if (err)
		return err;
	guest->trace->count = 0;
	/* Purgatory sends an NMI to itself, which is part of the way. */
	if (!gdb_let_in(&guest->gdb) ||
	    (guest->end && !gdb_breakpoint(&guest->gdb, guest->end, true)))
		err = kdp_error_create(KDP_ERROR_OTHER,
				       "QEMU's gdb stub does not answer");
	return err;
}

/* Which stop this is that the debugger tells of. */
static enum stop which(struct guest *guest)
{
	uint64_t rip, rsp;

	if (!gdb_where(&guest->gdb, &rip, &rsp))
		return STOP_ERROR;
	return rip == guest->end ? STOP_END : STOP_THERE;
}

enum stop guest_seek(struct guest *guest, uint64_t position)
{
	uint64_t left = position - guest_position(guest);
	enum stop stop;

	if (guest_position(guest) > position)
		return STOP_ERROR;
	if (left > NEAR) {
		arm(guest, left);
		stop = run_on(guest, FINISH_SECONDS);
		guest->trace->armed = 0;
		if (stop == STOP_THERE)
			stop = which(guest);
		if (stop != STOP_THERE)
			return stop;
	}
	while (guest_position(guest) < position)
		if (!gdb_step(&guest->gdb))
			return STOP_ERROR;
	return guest_position(guest) == position ? STOP_THERE : STOP_ERROR;
}

/* Deliver it; STOP_THERE when the guest has survived that much. */
static enum stop deliver(struct guest *guest, enum hit hit)
{
	char *answer;
	bool lost;

	if (hit == HIT_NMI)
		return gdb_write_physical(&guest->gdb, MSI_ADDRESS,
					  MSI_DATA_NMI) ? STOP_THERE :
			STOP_ERROR;
	answer = kdp_qmp_hmp(&guest->qmp, hit == HIT_LINT ? LINT_COMMAND :
			     MCE_COMMAND, 10);
	if (!answer)
		return STOP_ERROR;
	/* QEMU says so when the machine check shuts the CPU down. */
	lost = strstr(answer, "triple fault");
	free(answer);
	return lost ? STOP_RESET : STOP_THERE;
}

/* Run until the handler is back at @rip, or is seen not to come back. */
static enum stop run_back(struct guest *guest, uint64_t rip, uint64_t rsp)
{
	uint64_t limit = guest->trace->count + HANDLER_LIMIT;

	for (;;) {
		uint64_t rip_now, rsp_now;
		enum stop stop;

		arm(guest, limit - guest->trace->count);
		stop = run_on(guest, FINISH_SECONDS);
		guest->trace->armed = 0;
		if (stop != STOP_THERE)
			return stop;
		if (!gdb_where(&guest->gdb, &rip_now, &rsp_now))
			return STOP_ERROR;
		if (rip_now == rip && rsp_now == rsp)
			return STOP_THERE;
		if (rip_now == guest->end)
			return STOP_END;
		if (rip_now != rip)
			return guest_finish(guest);
		/* The handler runs through here itself. */
		if (!gdb_breakpoint(&guest->gdb, rip, false) ||
		    !gdb_step(&guest->gdb) ||
		    !gdb_breakpoint(&guest->gdb, rip, true))
			return STOP_ERROR;
	}
}

enum stop guest_hit(struct guest *guest, enum hit hit)
{
	uint64_t before = guest->trace->count, rip, rsp;
	enum stop stop;

	if (!gdb_where(&guest->gdb, &rip, &rsp))
		return STOP_ERROR;
	stop = deliver(guest, hit);
	if (stop != STOP_THERE)
		return stop;
	if (!gdb_breakpoint(&guest->gdb, rip, true))
		return STOP_ERROR;
	stop = run_back(guest, rip, rsp);
	if (stop != STOP_THERE)
		return stop;
	guest->waiting = guest->trace->count == before;
	guest->extra += guest->trace->count - before;
	return gdb_breakpoint(&guest->gdb, rip, false) ? STOP_THERE :
		STOP_ERROR;
}

enum stop guest_finish(struct guest *guest)
{
	enum stop stop = run_on(guest, FINISH_SECONDS);

	return stop == STOP_THERE ? which(guest) : stop;
}

void guest_stop(struct guest *guest)
{
	kdp_vm_stop(&guest->vm);
	if (guest->gdb.fd >= 0)
		close(guest->gdb.fd);
	if (guest->trace)
		munmap(guest->trace, sizeof(*guest->trace));
	memset(guest, 0, sizeof(*guest));
	guest->gdb.fd = -1;
}
