// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * points_dump.c - where the dump goes, and what writes and reads it; see
 * points.h.
 */
#include "kdump-prep/points.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>

#include "kdump-prep/armed.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/in_place.h"
#include "kdump-prep/lastcrash.h"
#include "kdump-prep/rehearsed.h"
#include "kdump-prep/settings.h"
#include "kdump-prep/spawn.h"

#define MIB ((uint64_t)1 << 20)

/* dpkg's list on a machine with some ten thousand packages. */
#define STATUS_MAX (64u << 20)

#define PATH_SIZE  256

/*
 * Debian 12's crash 8.0.2 and makedumpfile 1.7.2 read kernels up to 6.1, and
 * fail or mislead with the ones of Debian's newer suites.
 */
static const struct {
	const char *package;
	uint64_t version; /* the last that was tried */
	uint64_t kernel;  /* the first that it cannot read */
} limit[] = {
	{"crash", KDP_KERNEL(8, 0, 2), KDP_KERNEL(6, 2, 0)},
	{"makedumpfile", KDP_KERNEL(1, 7, 2), KDP_KERNEL(6, 2, 0)},
};

/* What a captured tree has instead of programs that can be asked. */
#define VERSIONS "/var/lib/kdump-prep/versions"

static bool find_program(const struct kdp_sysroot *root, const char *name,
			 char path[64])
{
	static const char *const directory[] = {
		"/usr/bin", "/usr/sbin",      "/bin",
		"/sbin",    "/usr/local/bin", "/usr/local/sbin"};
	size_t i;

	for (i = 0; i < sizeof(directory) / sizeof(directory[0]); i++) {
		snprintf(path, 64, "%s/%s", directory[i], name);
		if (kdp_host_has(root, path))
			return true;
	}
	return false;
}

/* The first number with a dot of the first line that has @name in front. */
static bool version_in(const char *text, const char *name, char *ret,
		       size_t size)
{
	const char *at = text;
	size_t length;

	while (strncmp(at, name, strlen(name)) != 0) {
		at = strchr(at, '\n');
		if (!at)
			return false;
		at++;
	}
	at += strcspn(at, "0123456789\n");
	length = strspn(at, "0123456789.");
	if (!memchr(at, '.', length))
		return false;
	snprintf(ret, size, "%.*s", (int)length, at);
	return true;
}

/* Of Debian's list of packages, else of the program itself. */
static bool installed_version(const struct kdp_sysroot *root,
			      const char *package, const char *path,
			      char *ret, size_t ret_size)
{
	const char *const argv[] = {
		path, strcmp(package, "crash") == 0 ? "--version" : "-v", NULL};
	KDP_AUTO_FREE char *list = NULL;
	KDP_AUTO_FREE char *kept = NULL;
	struct kdp_error *err;
	char said[512] = "";
	size_t size;

	err = kdp_sysroot_read(root, "/var/lib/dpkg/status", STATUS_MAX, &list,
			       &size);
	if (!err && kdp_package_version(list, size, package, ret, ret_size))
		return true;
	kdp_error_destroy(err);
	kept = kdp_host_text(root, VERSIONS);
	if (kept && version_in(kept, package, ret, ret_size))
		return true;
	if (!root->live)
		return false;
	err = kdp_spawn_read(argv, said, sizeof(said));
	kdp_error_destroy(err);
	return version_in(said, package, ret, ret_size);
}

/* "1:1.7.2-1": what is before the colon is Debian's own. */
static uint64_t version_number(const char *text)
{
	const char *colon = strchr(text, ':');

	return kdp_kernel_number(colon ? colon + 1 : text);
}

static void check_reader(const struct kdp_sysroot *root,
			 const struct kdp_host *host, size_t n,
			 enum kdp_finding_result missing, const char *advice,
			 struct kdp_findings *list)
{
	const uint64_t kernel = host->facts.kernel.number;
	const char *name = limit[n].package;
	char version[64] = "", path[64];

	if (!find_program(root, name, path)) {
		kdp_findings_add(list, name, missing, advice,
				 "%s is not installed", name);
		return;
	}
	if (!installed_version(root, name, path, version, sizeof(version)) &&
	    kernel >= limit[n].kernel)
		kdp_findings_add(
			list, name, KDP_FINDING_UNKNOWN,
			"ask it for its version, and compare with the kernels that its release notes name",
			"%s is installed; of which version, and so whether it can read kernel %s, is not known",
			name, host->facts.kernel.release);
	else if (*version && version_number(version) <= limit[n].version &&
		 kernel >= limit[n].kernel)
		kdp_findings_add(
			list, name, KDP_FINDING_WARNING,
			"install a newer one, of a newer suite or from its source",
			"%s %s cannot be trusted with kernel %s", name, version,
			host->facts.kernel.release);
	else
		kdp_findings_add(list, name, KDP_FINDING_OK, NULL,
				 "%s is installed%s%s", name,
				 *version ? ": " : ", its version is not known",
				 version);
}

static void check_symbols(const struct kdp_sysroot *root,
			  const struct kdp_host *host,
			  struct kdp_findings *list)
{
	const char *release = host->facts.kernel.release;
	char path[3][PATH_SIZE];
	size_t i;

	snprintf(path[0], PATH_SIZE, "/usr/lib/debug/boot/vmlinux-%s", release);
	snprintf(path[1], PATH_SIZE, "/usr/lib/debug/lib/modules/%s/vmlinux",
		 release);
	snprintf(path[2], PATH_SIZE,
		 "/usr/lib/debug/usr/lib/modules/%s/vmlinux", release);
	for (i = 0; i < 3; i++) {
		if (!kdp_host_has(root, path[i]))
			continue;
		kdp_findings_add(list, "debug-symbols", KDP_FINDING_OK, NULL,
				 "%s", path[i]);
		return;
	}
	kdp_findings_add(
		list, "debug-symbols", KDP_FINDING_NOTE,
		"install them where dumps are analysed: linux-image-$(uname -r)-dbg of Debian, kernel-debuginfo of others; archives do not keep those of old kernels",
		"the debug symbols of %s are not here, and crash needs them",
		release);
}

/* A finding about the target, or false where there is no such file. */
static bool check_target_file(const struct kdp_sysroot *root, const char *file,
			      const char *name, char path[PATH_SIZE],
			      struct kdp_findings *list)
{
	static const char *const elsewhere[] = {"nfs", "ssh", "raw",
						"NFS", "SSH", "FTP"};
	KDP_AUTO_FREE char *text = kdp_host_text(root, file);
	char where[PATH_SIZE];
	size_t i;

	if (!text)
		return false;
	kdp_setting_find(text, strlen(text), name, path, PATH_SIZE);
	for (i = 0; i < sizeof(elsewhere) / sizeof(elsewhere[0]); i++) {
		if (!kdp_setting_find(text, strlen(text), elsewhere[i], where,
				      sizeof(where)) ||
		    !*where)
			continue;
		kdp_findings_add(
			list, "dump-target", KDP_FINDING_UNKNOWN,
			"crash this machine once on purpose and look for the dump",
			"%s: the dump goes to %s %s, whose reach from the crash kernel cannot be seen here",
			file, elsewhere[i], where);
		path[0] = '\0';
	}
	return true;
}

/*
 * What a dump without zero, cache, user and free pages holds at most
 * (makedumpfile -d 31), before it is packed.
 */
static uint64_t expected_size(const struct kdp_sysroot *root)
{
	static const char *const left_out[] = {
		"MemFree:", "Buffers:", "Cached:", "SwapCached:", "AnonPages:"};
	KDP_AUTO_FREE char *text = kdp_host_text(root, "/proc/meminfo");
	uint64_t size, part;
	size_t i, length;

	if (!text)
		return 0;
	length = strlen(text);
	size = kdp_meminfo(text, length, "MemTotal:");
	for (i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++) {
		part = kdp_meminfo(text, length, left_out[i]);
		size -= part < size ? part : size;
	}
	return size;
}

static void check_space(const struct kdp_sysroot *root, const char *path,
			struct kdp_findings *list)
{
	uint64_t expected = expected_size(root), space;
	struct statvfs fs;

	/* A captured tree has no file systems. */
	if (!root->live) {
		kdp_findings_add(
			list, "dump-target", KDP_FINDING_UNKNOWN,
			"run check on the host",
			"the dump goes to %s, whose free space was not captured; up to %" PRIu64
			" MiB are expected before packing",
			path, expected / MIB);
		return;
	}
	if (statvfs(path, &fs) != 0) {
		kdp_findings_add(list, "dump-target", KDP_FINDING_FAILURE,
				 "make the directory, or mount its file system",
				 "the dump goes to %s, which cannot be reached",
				 path);
		return;
	}
	space = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (fs.f_flag & ST_RDONLY)
		kdp_findings_add(
			list, "dump-target", KDP_FINDING_WARNING,
			"mount it for writing in the crash kernel",
			"the dump goes to %s, which is mounted read-only",
			path);
	else
		kdp_findings_add(
			list, "dump-target",
			space < expected ? KDP_FINDING_WARNING : KDP_FINDING_OK,
			"make room: remove old dumps, or choose another target",
			"the dump goes to %s with %" PRIu64
			" MiB free; up to %" PRIu64
			" are expected before packing",
			path, space / MIB, expected / MIB);
}

static void check_target(const struct kdp_sysroot *root,
			 struct kdp_findings *list)
{
	char path[PATH_SIZE] = "/var/crash";

	if (!check_target_file(root, "/etc/default/kdump-tools",
			       "KDUMP_COREDIR", path, list) &&
	    !check_target_file(root, "/etc/kdump.conf", "path", path, list)) {
		kdp_findings_add(
			list, "dump-target", KDP_FINDING_NOTE,
			"install kdump-tools or kdump-utils, or make sure that the initrd of the crash kernel saves the dump",
			"no configuration of what saves dumps is found (/etc/default/kdump-tools, /etc/kdump.conf)");
		return;
	}
	if (*path)
		check_space(root, path, list);
}

/* A rehearsal in place has its result where the next boot looks for it. */
KDP_MUST_CHECK
static struct kdp_error *read_rehearsal(const struct kdp_sysroot *root,
					struct kdp_rehearsed *ret)
{
	KDP_CLEANUP(kdp_last_crash_deinit)
	struct kdp_last_crash crash = {.known = false};
	struct kdp_error *err;

	err = kdp_rehearsed_read(root, ret);
	if (err || ret->result != KDP_REHEARSED_PENDING)
		return err;
	err = kdp_last_crash_find(root, &crash);
	return err ? err : kdp_in_place_resolve(root, &crash, ret);
}

/*
 * Return: what of the armed image was not rehearsed, NULL: nothing that is
 * known; in @known_ret whether all of it is.
 */
static const char *not_rehearsed(const struct kdp_sysroot *root,
				 const struct kdp_host *host,
				 const struct kdp_rehearsed *rehearsed,
				 bool *known_ret)
{
	const struct kdp_crash_state *status = &host->status;
	struct kdp_armed armed;

	*known_ret = false;
	if (strcmp(rehearsed->release, host->facts.kernel.release) != 0)
		return "running kernel";
	if (!status->state.loaded || !status->known)
		return NULL;
	kdp_armed_last(root, &status->last, &armed);
	*known_ret = kdp_armed_known(&armed, &status->last) &&
		     kdp_armed_known(&rehearsed->armed, &status->last);
	return kdp_armed_differs(&armed, &rehearsed->armed);
}

#define DO_REHEARSE \
	"kdump-prep rehearse crashes a guest that is like this machine"

static const enum kdp_finding_result rehearsal_results[] = {
	[KDP_REHEARSED_SAVED] = KDP_FINDING_OK,
	[KDP_REHEARSED_WARNING] = KDP_FINDING_WARNING,
	[KDP_REHEARSED_LOST] = KDP_FINDING_FAILURE,
	[KDP_REHEARSED_PENDING] = KDP_FINDING_NOTE,
};

static void check_rehearsal(const struct kdp_sysroot *root,
			    const struct kdp_host *host,
			    struct kdp_findings *list)
{
	struct kdp_rehearsed last;
	const char *other;
	bool known;
	struct kdp_error *err;
	char when[40] = "";
	struct tm tm;
	time_t time;

	err = read_rehearsal(root, &last);
	if (kdp_error_catch(&err, KDP_ERROR_NOT_FOUND)) {
		kdp_findings_add(list, "rehearsal", KDP_FINDING_NOTE,
				 DO_REHEARSE, "a crash was never rehearsed");
		return;
	}
	if (err) {
		kdp_findings_add(list, "rehearsal", KDP_FINDING_UNKNOWN,
				 "run check as root", "%s", err->message);
		kdp_error_destroy(err);
		return;
	}
	time = (time_t)last.time;
	if (gmtime_r(&time, &tm))
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M UTC", &tm);
	other = not_rehearsed(root, host, &last, &known);
	if (other)
		kdp_findings_add(
			list, "rehearsal", KDP_FINDING_NOTE, DO_REHEARSE,
			"the last rehearsal (%s), of kernel %s, was not of the %s: %s",
			when, last.release, other, last.text);
	else
		kdp_findings_add(
			list, "rehearsal", rehearsal_results[last.result],
			DO_REHEARSE, "the last rehearsal (%s%s): %s", when,
			known ? ", of what is armed"
			      : ", perhaps not of the files that are armed",
			last.text);
}

void kdp_points_dump(const struct kdp_sysroot *root,
		     const struct kdp_host *host, struct kdp_findings *list)
{
	char path[64];

	check_target(root, list);
	check_reader(
		root, host, 1, KDP_FINDING_WARNING,
		"install makedumpfile; without it the whole memory is copied",
		list);
	if (find_program(root, "makedumpfile", path))
		kdp_points_level(root, path, list);
	check_reader(root, host, 0, KDP_FINDING_NOTE,
		     "install crash here or where dumps are analysed", list);
	check_symbols(root, host, list);
	check_rehearsal(root, host, list);
}
