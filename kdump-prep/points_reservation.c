// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * points_reservation.c - is there memory for a crash kernel, and enough of it;
 * see points.h.
 *
 * How much the kernel and the initrd need is computed as load does.
 */
#include "kdump-prep/points.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmdline.h"
#include "kdump-prep/file.h"
#include "kdump-prep/fit.h"
#include "kdump-prep/fit_files.h"

#define MIB	  ((uint64_t)1 << 20)
#define GIB	  ((uint64_t)1 << 30)
#define FILE_MAX  ((size_t)1 << 30)
#define PATH_SIZE 256

/*
 * What distributions reserve by default: kdump-utils 256 MiB from 2 GiB of RAM
 * on and 512 MiB from 64 GiB on; and on a host of 1 TiB 256 MiB were reported
 * to be too few.
 */
#define LARGE_RAM      (64 * GIB)
#define LARGE_RESERVED (256 * MIB)
#define HUGE_RAM       (1024 * GIB)
#define HUGE_RESERVED  (512 * MIB)

#define DO_RESERVE \
	"add crashkernel= to the kernel command line, e.g. crashkernel=256M, and boot"
#define DO_GROW \
	"reserve more with crashkernel= on the kernel command line, and boot; rehearse --find-crashkernel tells how much"

struct files {
	char kernel[PATH_SIZE];
	char initrd[PATH_SIZE]; /* empty: there is none */
	const char *line;
	bool packed;		/* started by its decompressor */
};

/* Of Debian, Enterprise Linux and SUSE; with the kernel's release in it. */
static const struct {
	const char *kernel;
	const char *initrd;
} usual_files[] = {
	{"/var/lib/kdump/vmlinuz", "/var/lib/kdump/initrd.img"},
	{"/boot/vmlinuz-%s", "/boot/initramfs-%skdump.img"},
	{"/boot/vmlinuz-%s", "/boot/initrd-%s-kdump"},
};

/* In place of "%s" of a name that is of this program. */
static void put_path(const char *name, const char *release,
		     char ret[PATH_SIZE])
{
	const char *mark = strstr(name, "%s");

	if (mark)
		snprintf(ret, PATH_SIZE, "%.*s%s%s", (int)(mark - name), name,
			 release, mark + 2);
	else
		snprintf(ret, PATH_SIZE, "%s", name);
}

/* What is armed, or would be. */
static bool find_files(const struct kdp_sysroot *root,
		       const struct kdp_host *host, struct files *ret)
{
	const struct kdp_last *last = &host->status.last;
	size_t i;

	*ret = (struct files){.line = host->second, .packed = true};
	if (host->status.known && last->kernel.path) {
		ret->packed = last->way != KDP_WAY_PURGATORY ||
			      !last->entered ||
			      strncmp(last->entered, "as vmlinux", 10) != 0;
		snprintf(ret->kernel, PATH_SIZE, "%s", last->kernel.path);
		if (last->initrd.path)
			snprintf(ret->initrd, PATH_SIZE, "%s",
				 last->initrd.path);
		return true;
	}
	/* Links of a captured tree would lead out of it. */
	for (i = 0; root->live && !host->status.known &&
		    i < sizeof(usual_files) / sizeof(usual_files[0]); i++) {
		put_path(usual_files[i].kernel, host->facts.kernel.release,
			 ret->kernel);
		put_path(usual_files[i].initrd, host->facts.kernel.release,
			 ret->initrd);
		if (kdp_host_has(root, ret->kernel) &&
		    kdp_host_has(root, ret->initrd))
			return true;
	}
	return false;
}

KDP_MUST_CHECK
static struct kdp_error *measure(const struct kdp_sysroot *root,
				 const struct kdp_host *host,
				 const struct files *files,
				 struct kdp_fit *ret)
{
	KDP_CLEANUP(kdp_file_close) struct kdp_file kernel = {.path = NULL};
	KDP_CLEANUP(kdp_file_close) struct kdp_file initrd = {.path = NULL};
	struct kdp_error *err;

	kdp_fit_reservation(&host->topology, ret);
	if (!ret->reserved)
		ret->reserved = ret->low = host->status.state.reserved;
	ret->tmpfs = files->line && kdp_cmdline_root_is_tmpfs(files->line);
	err = kdp_sysroot_file(root, files->kernel, FILE_MAX, &kernel);
	if (err)
		return err;
	err = kdp_error_wrap(kdp_fit_kernel(&kernel, &host->topology,
					    files->packed, ret),
			     "%s", files->kernel);
	if (err || !files->initrd[0])
		return err;
	err = kdp_sysroot_file(root, files->initrd, FILE_MAX, &initrd);
	if (err)
		return err;
	return kdp_error_wrap(kdp_fit_initrd(&initrd, ret), "%s",
			      files->initrd);
}

static const enum kdp_finding_result fit_results[] = {
	[KDP_FIT_OK] = KDP_FINDING_OK,
	[KDP_FIT_TIGHT] = KDP_FINDING_WARNING,
	[KDP_FIT_HALF] = KDP_FINDING_WARNING,
	[KDP_FIT_SMALL] = KDP_FINDING_FAILURE,
};

static const char *const fit_words[] = {
	[KDP_FIT_OK] = "",
	[KDP_FIT_TIGHT] = ", which is tight",
	[KDP_FIT_HALF] = ", which is tight: the initrd is unpacked into half of what is left of them",
	[KDP_FIT_SMALL] = ", which is too small",
};

static uint64_t round_up(uint64_t bytes)
{
	return bytes / MIB + (bytes % MIB != 0);
}

static void add_fit(const struct kdp_fit *fit, struct kdp_findings *list)
{
	const enum kdp_fit_verdict verdict = kdp_fit_verdict(fit);
	char fits[64] = "", left[120] = "";

	if (verdict != KDP_FIT_OK)
		kdp_fit_crashkernel(fit, fits, sizeof(fits));
	if (verdict != KDP_FIT_SMALL)
		snprintf(left, sizeof(left),
			 "; %" PRIu64
			 " are left to drivers and programs, where %" PRIu64
			 " are known to do",
			 kdp_fit_left(fit) / MIB, kdp_fit_working_set() / MIB);
	kdp_findings_add(
		list, "reservation", fit_results[verdict], DO_GROW,
		"%" PRIu64
		" MiB are reserved%s; kernel (%" PRIu64
		"), initrd (%" PRIu64 " packed, %" PRIu64
		" unpacked)%s and tables need %" PRIu64 "%s%s%s%s",
		fit->reserved / MIB, fit_words[verdict], round_up(fit->kernel),
		round_up(fit->packed), round_up(fit->unpacked),
		fit->bounce ? ", DMA buffers (64)" : "",
		round_up(kdp_fit_least(fit)), left, *fits ? "; " : "", fits,
		*fits ? " would fit" : "");
}

/* Whether it is less than what is usual for as much RAM. */
static bool check_usual(const struct kdp_host *host, struct kdp_findings *list)
{
	const uint64_t reserved = host->status.state.reserved;
	const uint64_t ram = host->ram;
	uint64_t usual = 0;

	if (ram >= HUGE_RAM)
		usual = HUGE_RESERVED;
	else if (ram >= LARGE_RAM)
		usual = LARGE_RESERVED;
	if (reserved >= usual)
		return false;
	kdp_findings_add(
		list, "reservation", KDP_FINDING_WARNING,
		"reserve more; rehearse --find-crashkernel tells how much kernel and initrd take",
		"%" PRIu64 " MiB are reserved; with %" PRIu64
		" GiB of RAM at least %" PRIu64 " are usual",
		reserved / MIB, ram / GIB, usual / MIB);
	return true;
}

/* The files are not there, @err tells why; or it is not known which. */
static void add_unknown(const struct kdp_host *host,
			const struct kdp_error *err, struct kdp_findings *list)
{
	const struct kdp_crash_state *status = &host->status;
	const uint64_t reserved = status->state.reserved;

	if (status->state.loaded && status->known &&
	    status->last.way == KDP_WAY_PURGATORY)
		kdp_findings_add(
			list, "reservation", KDP_FINDING_OK, NULL,
			"%" PRIu64
			" MiB are reserved; kernel and initrd were found to fit when they were loaded",
			reserved / MIB);
	else
		kdp_findings_add(
			list, "reservation", KDP_FINDING_UNKNOWN,
			"run check as root on the machine, when a crash kernel is loaded",
			"%" PRIu64
			" MiB are reserved; what is needed of them is not known%s%s",
			reserved / MIB, err ? ": " : "",
			err ? err->message : "");
}

static void check_size(const struct kdp_sysroot *root,
		       const struct kdp_host *host, struct kdp_findings *list)
{
	struct kdp_error *err = NULL;
	struct kdp_fit fit = {0};
	struct files files;
	bool known;

	known = find_files(root, host, &files);
	if (known)
		err = measure(root, host, &files, &fit);
	known = known && !err;
	/* What cannot boot is told before what is not usual. */
	if (known && kdp_fit_verdict(&fit) == KDP_FIT_SMALL) {
		add_fit(&fit, list);
	} else if (!check_usual(host, list)) {
		if (known)
			add_fit(&fit, list);
		else
			add_unknown(host, err, list);
	}
	kdp_error_destroy(err);
}

void kdp_points_reservation(const struct kdp_sysroot *root,
			    const struct kdp_host *host,
			    struct kdp_findings *list)
{
	const struct kdp_state *state = &host->status.state;
	const char *asked = NULL;

	if (state->xen_dom0) {
		kdp_findings_add(
			list, "reservation", KDP_FINDING_UNKNOWN,
			"see kexec_crash_size of \"xl info\" or Xen's log",
			"under Xen the hypervisor reserves memory, by a crashkernel= of its own");
		return;
	}
	if (host->cmdline)
		asked = kdp_cmdline_value(host->cmdline, "crashkernel");
	if (state->reserved)
		check_size(root, host, list);
	else if (asked)
		kdp_findings_add(
			list, "reservation", KDP_FINDING_FAILURE,
			"look for \"crashkernel\" in the kernel log; ask for less, or for memory above 4 GiB with crashkernel=SIZE,high",
			"the kernel did not reserve what crashkernel=%.*s asks for",
			(int)strcspn(asked, " \t\n\""), asked);
	else
		kdp_findings_add(list, "reservation", KDP_FINDING_FAILURE,
				 DO_RESERVE,
				 "no memory is reserved for a crash kernel");
}
