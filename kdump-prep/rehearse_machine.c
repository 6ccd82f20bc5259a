// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rehearse_machine.c - what a rehearsal takes from this machine; see
 * rehearse_machine.h.
 */
#include "kdump-prep/rehearse_machine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/accel.h"
#include "kdump-prep/discover.h"
#include "kdump-prep/libexec.h"
#include "kdump-prep/state.h"

#define DEADLINE     600u
#define RESERVE	     256u	/* where this machine has none */
/* Of the first kernel, with what it loads from. */
#define FIRST_KERNEL 640u

void kdp_rehearse_init(struct kdp_rehearse_request *request,
		       char agent[PATH_MAX])
{
	request->trigger = "sysrq";
	request->deadline = DEADLINE;
	request->filter = "-c -d 31";
	request->qemu = "qemu-system-x86_64";
	request->agent = kdp_libexec_path("rehearse", agent);
	request->kvm = kdp_accel_kvm();
}

/* Looked for here: the guest is not begun for nothing. */
KDP_MUST_CHECK
static struct kdp_error *find_program(const char *name)
{
	const char *path = getenv("PATH");
	char file[PATH_MAX];
	size_t size;

	if (strchr(name, '/')) {
		if (access(name, X_OK) == 0)
			return NULL;
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: cannot be run", name);
	}
	for (; path && *path; path += size + (path[size] == ':')) {
		size = strcspn(path, ":");
		snprintf(file, sizeof(file), "%.*s/%s", (int)size, path, name);
		if (access(file, X_OK) == 0)
			return NULL;
	}
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"%s is not installed; a rehearsal needs it",
				name);
}

struct kdp_error *
kdp_rehearse_programs(const struct kdp_rehearse_request *request)
{
	static const char *const names[] = { "mke2fs", "debugfs" };
	struct kdp_error *err;
	char path[4096];
	size_t i;

	/* A user's PATH does not lead there. */
	snprintf(path, sizeof(path), "%s:/usr/sbin:/sbin",
		 getenv("PATH") ? getenv("PATH") : "/usr/bin:/bin");
	setenv("PATH", path, 1);
	err = find_program(request->qemu);
	for (i = 0; !err && i < 2; i++)
		err = find_program(names[i]);
	return err;
}

/* A machine that cannot be looked at is a machine like any. */
struct kdp_error *kdp_rehearse_machine(const struct kdp_sysroot *root,
				       struct kdp_rehearse_machine *machine,
				       struct kdp_rehearse_request *request)
{
	struct kdp_state state = { 0 };
	struct kdp_error *err = NULL;
	long cpus;

	if (machine->topology_file)
		err = kdp_discover_file(machine->topology_file,
					&machine->topology);
	else
		kdp_error_destroy(kdp_discover(root, &machine->topology));
	if (err)
		return err;
	if (!machine->topology_file)
		kdp_error_destroy(kdp_state_read(root, &state));
	if (!request->reserve)
		request->reserve = state.reserved >> 20;
	if (!request->reserve)
		request->reserve = RESERVE;
	kdp_shape_of(&machine->topology,
		     (unsigned int)request->reserve + FIRST_KERNEL,
		     &request->shape);
	cpus = sysconf(_SC_NPROCESSORS_ONLN);
	if (!machine->topology.cpu_count && cpus > 1)
		request->shape.cpus = cpus > KDP_SHAPE_CPUS_MAX ?
					      KDP_SHAPE_CPUS_MAX :
					      (unsigned int)cpus;
	if (machine->memory)
		request->shape.memory = (unsigned int)machine->memory;
	if (machine->cpus)
		request->shape.cpus = (unsigned int)machine->cpus;
	if (machine->disk)
		err = kdp_shape_disk(&request->shape, machine->disk);
	return err;
}

void kdp_rehearse_machine_deinit(struct kdp_rehearse_machine *machine)
{
	kdp_topology_deinit(&machine->topology);
}

static void show_progress(const char *what, unsigned int seconds)
{
	fprintf(stderr, "\r\033[K%s, %u s", what, seconds);
	fflush(stderr);
}

void kdp_rehearse_show_progress(struct kdp_rehearse_request *request)
{
	if (isatty(STDERR_FILENO))
		request->progress = show_progress;
}

void kdp_rehearse_end_progress(const struct kdp_rehearse_request *request)
{
	if (request->progress)
		fputs("\r\033[K", stderr);
}
