/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stage_image.S - carries the stage inside the program; see wrap.h.
 */
	.section .rodata, "a"
	.balign 16
	.globl kdp_stage_image
	.type kdp_stage_image, @object
kdp_stage_image:
	.incbin "purgatory/stage.bin"
	.size kdp_stage_image, . - kdp_stage_image
	.globl kdp_stage_image_end
kdp_stage_image_end:
	.byte 0

	.section .note.GNU-stack, "", @progbits
