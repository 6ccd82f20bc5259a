/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fake_kernel.h - a kernel image for tests: a right header, nothing to run.
 *
 * Offsets are written down here once more, from boot.rst, so that the parser's
 * use of the kernel's own struct is checked against them.
 */
#ifndef KDP_TESTS_FAKE_KERNEL_H
#define KDP_TESTS_FAKE_KERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FAKE_SETUP_SECTS 3u
#define FAKE_SETUP	 ((FAKE_SETUP_SECTS + 1) * 512u)
#define FAKE_PAYLOAD	 0x2000u
#define FAKE_SIZE	 (FAKE_SETUP + FAKE_PAYLOAD)
#define FAKE_INIT_SIZE	 0x400000u

static inline void fake_put(uint8_t *image, size_t offset, uint64_t value,
			    size_t size)
{
	memcpy(image + offset, &value, size);
}

/* @image: of FAKE_SIZE bytes */
static inline void fake_kernel(uint8_t *image)
{
	size_t i;

	for (i = 0; i < FAKE_SIZE; i++)
		image[i] = (uint8_t)(i * 7 + i / 256);
	memset(image + 0x1f1, 0, 0x290 - 0x1f1);
	fake_put(image, 0x1f1, FAKE_SETUP_SECTS, 1);
	fake_put(image, 0x1f4, FAKE_PAYLOAD / 16, 4);	/* syssize */
	fake_put(image, 0x1fe, 0xaa55, 2);		/* boot_flag */
	fake_put(image, 0x200, 0x6aeb, 2);		/* jump to 0x26c */
	fake_put(image, 0x202, 0x53726448, 4);		/* "HdrS" */
	fake_put(image, 0x206, 0x20f, 2);		/* version */
	fake_put(image, 0x211, 0x03, 1);		/* high, KASLR_FLAG */
	fake_put(image, 0x22c, 0x7fffffff, 4);		/* initrd_addr_max */
	fake_put(image, 0x230, 0x200000, 4);		/* kernel_alignment */
	fake_put(image, 0x234, 1, 1);			/* relocatable */
	fake_put(image, 0x236, 0x7f, 2);		/* xloadflags */
	fake_put(image, 0x238, 2047, 4);		/* cmdline_size */
	fake_put(image, 0x258, 0x1000000, 8);		/* pref_address */
	fake_put(image, 0x260, FAKE_INIT_SIZE, 4);	/* init_size */
}

#endif
