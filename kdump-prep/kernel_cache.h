/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel_cache.h - kernels that were unpacked once, kept in a directory.
 *
 * A kernel is found by the identity of the file that it was unpacked from,
 * which need not be read for that.  With its bytes the checks of their blocks
 * are kept, by which purgatory verifies them at last; a load verifies the
 * checks, and the bytes by the sums in them.  The two kernels that were used
 * last are kept.  The directory and its files must belong to the user who runs
 * the program, and nobody else may write to them: what is in it is started
 * after a crash.
 */
#ifndef KDP_KDUMP_PREP_KERNEL_CACHE_H
#define KDP_KDUMP_PREP_KERNEL_CACHE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "kdump-prep/error.h"
#include "kdump-prep/vmlinux.h"

#define KDP_CACHE_DIR	 "/var/cache/kdump-prep"
#define KDP_CACHE_KEY	 32u
#define KDP_CACHE_KERNELS 2u

/**
 * kdp_kernel_cache_key() - the key of what the kernel in a file is unpacked to
 * @file: as it was when it was opened, not written to for a while
 * @header: what was read of it, to be told from others
 *
 * SHA-256 of kdp_file_identity() and @header.
 */
void kdp_kernel_cache_key(const struct stat *file, const void *header,
			  size_t header_size, uint8_t key[KDP_CACHE_KEY]);

/**
 * kdp_kernel_cache_find() - map a kernel that was stored
 * @dir: absolute path
 * @ret: the caller calls kdp_vmlinux_deinit()
 *
 * Error KDP_ERROR_NOT_FOUND: there is none.  Other errors: what is there cannot
 * be used, and why; it is to be unpacked and stored again.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kernel_cache_find(const char *dir,
					const uint8_t key[KDP_CACHE_KEY],
					struct kdp_vmlinux *ret);

/**
 * kdp_kernel_cache_store() - store an unpacked kernel, and drop old ones
 * @dir: made where it is missing; its parent is not
 *
 * What is there under this key is replaced as a whole.  While another process
 * stores one, nothing is done.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_kernel_cache_store(const char *dir,
					 const uint8_t key[KDP_CACHE_KEY],
					 const struct kdp_vmlinux *vmlinux);

#endif
