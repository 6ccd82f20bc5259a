/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * remote.h - files to a directory of another machine, by ssh.
 *
 * What runs there are cat, mkdir, mv, sync, wc and a POSIX shell.
 */
#ifndef KDP_CAPTURE_REMOTE_H
#define KDP_CAPTURE_REMOTE_H

#include <stdint.h>

#include "kdump-prep/capture_config.h"

struct kdp_remote {
	const struct kdp_capture_target *target;
	char dir[KDP_CAPTURE_WORD + 64];
};

/**
 * kdp_remote_init() - name the directory of this crash: "ADDRESS-STAMP", as
 *	kdump-tools does, since many machines may save there
 */
void kdp_remote_init(struct kdp_remote *remote,
		     const struct kdp_capture_config *config,
		     const struct kdp_capture_target *target,
		     const char *stamp);

/**
 * kdp_remote_put() - send a file, which gets its name when it is whole
 * @path: on this machine
 * @name: in the directory, which is made
 */
KDP_MUST_CHECK
struct kdp_error *kdp_remote_put(const struct kdp_remote *remote,
				 const char *path, const char *name);

/**
 * kdp_remote_dump() - send the dump, which gets its name when all that
 *	makedumpfile wrote has arrived, and makedumpfile has succeeded
 * @packing: "lzo" or "zlib"
 */
KDP_MUST_CHECK
struct kdp_error *kdp_remote_dump(const struct kdp_remote *remote,
				  const char *packing, const char *name,
				  uint64_t *size_ret);

#endif
