/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * remote.h - files to a directory of another machine, by ssh.
 *
 * What runs there are cat, cksum, mkdir, mv, sync and a POSIX shell.
 */
#ifndef KDP_CAPTURE_REMOTE_H
#define KDP_CAPTURE_REMOTE_H

#include <netinet/in.h>
#include <stdint.h>

#include "kdump-prep/capture_config.h"
#include "second-kernel/capture/dump.h"
#include "second-kernel/capture/result.h"

struct kdp_remote {
	const struct kdp_capture_target *target;
	const char *stamp;
	char address[INET_ADDRSTRLEN];	/* of this machine */
	/* As the server has made it, once something is there: */
	char name[KDP_RESULT_NAME];	/* the stamp, made unique, or empty */
	char dir[KDP_CAPTURE_WORD + 64];
};

/**
 * kdp_remote_init() - begin; the first file that is sent makes a directory
 *	"ADDRESS-STAMP", as kdump-tools does, since many machines may save
 *	there
 */
void kdp_remote_init(struct kdp_remote *remote,
		     const struct kdp_capture_config *config,
		     const struct kdp_capture_target *target,
		     const char *stamp);

/**
 * kdp_remote_put() - send a file, which gets its name when it is whole
 * @path: on this machine
 * @kind: "dmesg" becomes "dmesg.STAMP"
 */
KDP_MUST_CHECK
struct kdp_error *kdp_remote_put(struct kdp_remote *remote, const char *path,
				 const char *kind);

/**
 * kdp_remote_dump() - send the dump, which gets its name when makedumpfile
 *	has succeeded, and what is there has the checksum of what it wrote
 */
KDP_MUST_CHECK
struct kdp_error *kdp_remote_dump(struct kdp_remote *remote,
				  const struct kdp_dump_how *how,
				  uint64_t *size_ret);

#endif
