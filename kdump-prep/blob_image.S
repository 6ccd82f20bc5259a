/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blob_image.S - carries purgatory inside the program; see blob.h.
 */
	.section .rodata, "a"
	.balign 16
	.globl kdp_blob_image
	.type kdp_blob_image, @object
kdp_blob_image:
	.incbin "purgatory/purgatory.bin"
	.size kdp_blob_image, . - kdp_blob_image
	.globl kdp_blob_image_end
kdp_blob_image_end:
	.byte 0

	.section .note.GNU-stack, "", @progbits
