/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nfs.h - mounts a directory that another machine exports.
 */
#ifndef KDP_CAPTURE_NFS_H
#define KDP_CAPTURE_NFS_H

#include "kdump-prep/capture_config.h"
#include "kdump-prep/error.h"

/**
 * kdp_nfs_mount() - mount the export of a target at @path
 *
 * The network is up.  Calls to a server that does not answer fail, here after
 * some 20 seconds.  Those behind the mount took longer than 90 seconds when the
 * server was gone amid a dump: the time of the step is their limit.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_nfs_mount(const struct kdp_capture_config *config,
				const struct kdp_capture_target *target,
				const char *path);

#endif
