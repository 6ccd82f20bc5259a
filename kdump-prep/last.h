/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * last.h - what was loaded last, kept below /run until the next boot, so that
 * it can be loaded again: after hotplug, and when the kernel refused another
 * image after it had dropped this one.
 */
#ifndef KDP_KDUMP_PREP_LAST_H
#define KDP_KDUMP_PREP_LAST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "kdump-prep/error.h"
#include "kdump-prep/file.h"
#include "kdump-prep/hash.h"
#include "kdump-prep/sysroot.h"
#include "kdump-prep/topology.h"
#include "kdump-prep/ways.h"

/* Hexadecimal SHA-256 and its NUL. */
#define KDP_FINGERPRINT_SIZE KDP_HASH_TEXT_SIZE

/* A file that was loaded. */
struct kdp_last_file {
	char *path;		/* absolute; NULL: there was none */
	char identity[KDP_FILE_IDENTITY_SIZE]; /* when it was loaded */
};

struct kdp_last {
	char fingerprint[KDP_FINGERPRINT_SIZE];
	bool kexec;		/* the words are in kexec's spelling */
	char *directory;	/* that relative paths are of; absolute */
	char **argv;		/* argv[0], arguments, NULL */
	int argc;
	enum kdp_way way;
	unsigned int protections; /* KDP_PROTECT_* */
	uint64_t time;		/* seconds since 1970 */
	char *cmdline;		/* of the second kernel */
	char *entered;		/* as kdp_kernel_image_describe() has it */
	struct kdp_last_file kernel;
	struct kdp_last_file initrd;
};

/**
 * kdp_last_fingerprint() - what an image depends on, in one word
 * @initrd: NULL: none
 *
 * Equal when the memory map, the CPUs' notes, the devices, the two files and
 * this program are.  What varies between two looks at the same machine, the
 * measured rate of the TSC and whether MSI is enabled, is left out.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_last_fingerprint(const struct kdp_topology *topology,
				       const struct stat *kernel,
				       const struct stat *initrd,
				       const char *cmdline,
				       char ret[KDP_FINGERPRINT_SIZE]);

/**
 * kdp_last_read() - read what was loaded last
 * @ret: zeroed; the caller calls kdp_last_deinit()
 *
 * Error KDP_ERROR_NOT_FOUND: nothing, or it was unloaded.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_last_read(const struct kdp_sysroot *root,
				struct kdp_last *ret);
void kdp_last_deinit(struct kdp_last *last);

/**
 * kdp_last_write() - keep what was loaded
 */
KDP_MUST_CHECK
struct kdp_error *kdp_last_write(const struct kdp_sysroot *root,
				 const struct kdp_last *last);

/**
 * kdp_last_forget() - what is loaded, if anything, is not ours any more
 */
void kdp_last_forget(const struct kdp_sysroot *root);

/**
 * kdp_last_lock() - keep other loads out
 *
 * Loads are rare and must not meet in the kernel, which refuses the second.
 *
 * Return: a descriptor that holds the lock until it is closed, or -1: the lock
 * cannot be had and nothing is locked.
 */
KDP_MUST_CHECK
int kdp_last_lock(const struct kdp_sysroot *root);

/**
 * kdp_last_lock_once() - the same for a reload, of which one may wait
 * @fd_ret: as above
 *
 * Return: false: another one waits already.  It has yet to look at the
 * machine, so it will see whatever this one was to see.
 */
KDP_MUST_CHECK
bool kdp_last_lock_once(const struct kdp_sysroot *root, int *fd_ret);

#endif
