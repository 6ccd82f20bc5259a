/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * file.h - files that the user names: kernel images, initrds.
 */
#ifndef KDP_KDUMP_PREP_FILE_H
#define KDP_KDUMP_PREP_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"

/**
 * kdp_file_read() - read a whole regular file
 * @max: more bytes than this are an error
 * @data_ret: malloc'd; the caller frees it
 *
 * The file is copied, not mapped: it may shrink while it is read.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_file_read(const char *path, size_t max,
				uint8_t **data_ret, size_t *size_ret);

#endif
