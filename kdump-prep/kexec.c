// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kexec.c - loads and unloads the crash image; see kexec.h.
 */
#include "kdump-prep/kexec.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/kexec.h>

#include "kdump-prep/state.h"

#define FLAGS ((unsigned long)KEXEC_ON_CRASH | KEXEC_ARCH_X86_64)
#define FILE_UNLOAD ((unsigned long)KEXEC_FILE_UNLOAD | KEXEC_FILE_ON_CRASH)

/*
 * Taken by every kernel that has crash_elfcorehdr_size (from v6.6 on), while
 * KEXEC_CRASH_HOTPLUG_SUPPORT, of the same meaning on x86, came later.
 */
#ifndef KEXEC_UPDATE_ELFCOREHDR
#define KEXEC_UPDATE_ELFCOREHDR 0x00000004
#endif

/* Those that Linux v6.12 has no meaning for, and that are no architecture's. */
#define NEW_FLAGS 0x0000fff0ul

_Static_assert(KDP_SEGMENTS_MAX == KEXEC_SEGMENT_MAX, "segments");

static struct kdp_error *check_xen(const struct kdp_state *state)
{
	if (!state->xen_dom0)
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"under Xen a crash kernel is loaded into the hypervisor; use kexec of kexec-tools");
}

static struct kdp_error *check_kernel(const struct kdp_state *state)
{
	if (state->supported)
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"the running kernel cannot load a crash kernel; boot one with CONFIG_KEXEC and CONFIG_CRASH_DUMP");
}

static struct kdp_error *check_reservation(const struct kdp_state *state)
{
	if (state->reserved != 0)
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"no memory is reserved for a crash kernel; add crashkernel=256M to the kernel's command line and reboot");
}

static struct kdp_error *check_disabled(const struct kdp_state *state)
{
	if (!state->load_disabled)
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"loading is disabled until the next boot (kernel.kexec_load_disabled=1); remove that from the sysctl settings, or set it behind the load, and reboot");
}

static struct kdp_error *check_limit(const struct kdp_state *state)
{
	if (!state->limited || state->loads_left)
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"no load of a crash kernel is left until the next boot (kernel.kexec_load_limit_panic=0); raise the limit in the sysctl settings and reboot");
}

static struct kdp_error *check_lockdown(const struct kdp_state *state)
{
	if (!state->locked_down)
		return NULL;
	return kdp_error_create(KDP_ERROR_UNSUPPORTED,
				"the kernel is locked down (%s): it takes signed images only, by kexec_file_load(2); use kexec -s of kexec-tools, or boot without Secure Boot and lockdown=",
				state->lockdown);
}

/* What the running kernel has to allow, in the order of the messages. */
static const struct {
	const char *name;
	struct kdp_error *(*check)(const struct kdp_state *state);
	const char *fine;
	enum kdp_way last;	/* an obstacle for this way and those before */
} host_check[] = {
	{ "xen", check_xen, "not a Xen control domain",
	  KDP_WAY_WRAPPED },
	{ "kernel-support", check_kernel, "the kernel has kexec",
	  KDP_WAY_STOCK },
	{ "reservation", check_reservation, "memory is reserved",
	  KDP_WAY_STOCK },
	{ "load-disabled", check_disabled, "loading is not disabled",
	  KDP_WAY_STOCK },
	{ "load-limit", check_limit, "a load is left",
	  KDP_WAY_STOCK },
	{ "lockdown", check_lockdown, "not locked down",
	  KDP_WAY_PURGATORY },
};

static struct kdp_error *check_live(const struct kdp_sysroot *root,
				    bool dry_run,
				    struct kdp_checklist *checks)
{
	struct kdp_error *err;

	if (dry_run && !root->live) {
		kdp_checklist_add(checks, "root", KDP_CHECKLIST_SKIPPED,
				  "--sysroot: another machine");
		return NULL;
	}
	err = kdp_kexec_live(root);
	if (!err)
		kdp_checklist_add(checks, "root", KDP_CHECKLIST_OK,
				  "run as root");
	return kdp_checklist_failure(checks, "root", err);
}

struct kdp_error *kdp_kexec_host(const struct kdp_state *state,
				 enum kdp_way way,
				 struct kdp_checklist *checks)
{
	const size_t count = sizeof(host_check) / sizeof(host_check[0]);
	struct kdp_error *first = NULL, *err;
	size_t i;

	for (i = 0; i < count; i++) {
		err = host_check[i].check(state);
		if (!err) {
			kdp_checklist_add(checks, host_check[i].name,
					  KDP_CHECKLIST_OK, "%s",
					  host_check[i].fine);
		} else if (way > host_check[i].last) {
			kdp_checklist_add(checks, host_check[i].name,
					  KDP_CHECKLIST_SKIPPED, "%s",
					  way == KDP_WAY_STOCK ?
						  "the real kexec loads the image" :
						  "kexec_file_load(2) takes signed images");
			kdp_error_destroy(err);
			continue;
		}
		err = kdp_checklist_failure(checks, host_check[i].name, err);
		first = kdp_error_first(first, err);
	}
	return first;
}

struct kdp_error *kdp_kexec_allowed(const struct kdp_sysroot *root,
				    enum kdp_way way, bool dry_run,
				    struct kdp_checklist *checks)
{
	struct kdp_error *first, *err;
	struct kdp_state state;

	first = check_live(root, dry_run, checks);
	err = kdp_state_read(root, &state);
	if (!err)
		err = kdp_kexec_host(&state, way, checks);
	return kdp_error_first(first, err);
}

/* The kernel must not meet a page that has to be brought in first. */
static unsigned int touch(const struct kdp_segment *segment, size_t count)
{
	volatile const uint8_t *p;
	unsigned int sum = 0;
	size_t i, at;

	for (i = 0; i < count; i++) {
		p = segment[i].data;
		for (at = 0; at < segment[i].data_size; at += KDP_PAGE_SIZE)
			sum += p[at];
	}
	return sum;
}

static struct kdp_error *refused(int os_errno)
{
	switch (os_errno) {
	case EPERM:
		/* Checked by the kernel before it frees anything. */
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"kexec_load: not permitted: the kernel is locked down, limits loads (kernel.kexec_load_limit_panic), or CAP_SYS_BOOT is missing");
	case ENOSYS:
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"kexec_load: the running kernel does not have it (CONFIG_KEXEC)");
	case EBUSY:
		return kdp_error_create(KDP_ERROR_OTHER,
					"kexec_load: another load is in progress; nothing was changed");
	default:
		return kdp_error_os(os_errno, "the kernel refused the image: kexec_load");
	}
}

struct kdp_error *kdp_kexec_quiesce_flag(const struct kdp_sysroot *root,
					 unsigned long *ret)
{
	static const char path[] = "/sys/kernel/kexec_crash_quiesces_irqs";
	struct kdp_error *err;
	uint64_t flag;

	*ret = 0;
	err = kdp_sysroot_read_u64(root, path, 16, &flag);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND))
		return NULL;
	if (err)
		return err;
	if (!flag || (flag & (flag - 1)) || (flag & ~NEW_FLAGS))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"%s: found 0x%" PRIx64 ", expected one bit of 0x%lx",
					path, flag, NEW_FLAGS);
	*ret = (unsigned long)flag;
	return NULL;
}

struct kdp_error *kdp_kexec_load(const struct kdp_region *region,
				 uint64_t entry,
				 const struct kdp_segment *segment,
				 size_t count, bool hotplug,
				 unsigned long quiesce_flag)
{
	unsigned long flags = FLAGS | quiesce_flag;
	struct kexec_segment list[KDP_SEGMENTS_MAX];
	size_t i;
	int os_errno;

	for (i = 0; i < count; i++) {
		list[i].buf = segment[i].data;
		list[i].bufsz = segment[i].data_size;
		list[i].mem = (const void *)(uintptr_t)segment[i].addr;
		list[i].memsz = kdp_segment_given(region, &segment[i]);
	}
	if (hotplug)
		flags |= KEXEC_UPDATE_ELFCOREHDR;
	touch(segment, count);
	os_errno = kdp_kexec_call(entry, count, list, flags);
	return os_errno ? refused(os_errno) : NULL;
}

/* A kernel that is locked down takes the call by file only. */
struct kdp_error *kdp_kexec_unload(void)
{
	int os_errno = kdp_kexec_call(0, 0, NULL, FLAGS);

	if ((os_errno == EPERM || os_errno == ENOSYS) &&
	    kdp_kexec_file_call(-1, -1, 0, NULL, FILE_UNLOAD) == 0)
		return NULL;

	if (os_errno == EPERM || os_errno == ENOSYS || os_errno == EBUSY)
		return refused(os_errno);
	return os_errno ? kdp_error_os(os_errno, "kexec_load") : NULL;
}
