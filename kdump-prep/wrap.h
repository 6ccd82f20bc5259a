/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wrap.h - puts the stage in front of a kernel, in one image that
 * kexec_file_load(2) takes, and gives the kernel back; see struct kdp_stage.
 */
#ifndef KDP_KDUMP_PREP_WRAP_H
#define KDP_KDUMP_PREP_WRAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kdump-prep/error.h"
#include "purgatory/kdp_abi.h"

/* No kernel image is larger; a limit on what is read into memory. */
#define KDP_WRAP_SIZE_MAX ((size_t)512 << 20)

/* The stage that was built with the program (stage_image.S). */
extern const uint8_t kdp_stage_image[];
extern const uint8_t kdp_stage_image_end[];

/* What a wrapped kernel is made of. */
struct kdp_wrapped {
	struct kdp_stage stage;
	char release[65];	/* of the kernel; empty: not told */
	uint32_t init_size;	/* bytes of memory, stage and tail included */
	const uint8_t *payload;	/* wrapped protected-mode part */
	size_t payload_size;
	bool is_signed;		/* by anybody */
};

/**
 * kdp_wrap() - wrap a kernel
 * @kernel: its file
 * @ret: malloc'd, the wrapped image; the caller frees it
 *
 * The kernel's protected-mode part is in it unchanged.  Its own signature is
 * kept for unwrap and of no effect: the wrapped image needs one of its own.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_wrap(const uint8_t *kernel, size_t size, uint8_t **ret,
			   size_t *size_ret);

/**
 * kdp_wrap_parse() - read a wrapped image
 * @ret: the pointers lead into @data
 *
 * Error KDP_ERROR_NOT_FOUND: it is a kernel, but not a wrapped one.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_wrap_parse(const uint8_t *data, size_t size,
				 struct kdp_wrapped *ret);

/**
 * kdp_wrap_kernel() - the kernel's file as it was
 * @wrapped: from kdp_wrap_parse()
 * @ret: malloc'd; the caller frees it
 *
 * Its checksum is verified.
 */
KDP_MUST_CHECK
struct kdp_error *kdp_wrap_kernel(const struct kdp_wrapped *wrapped,
				  uint8_t **ret, size_t *size_ret);

#endif
