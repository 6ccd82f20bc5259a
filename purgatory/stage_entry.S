/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stage_entry.S - first page of a wrapped kernel: what stands in front of
 * purgatory there (kdp_abi.h, struct kdp_stage), and the way into the tail.
 *
 * The stage may lie anywhere and is not linked with the kernel that follows
 * it: everything is found relative to RIP and to the numbers in its
 * configuration.  Until entry.S loads an IDT an exception resets the machine,
 * so that nothing is done before that could wait.
 */
#include "purgatory/layout.h"

	.section .prefix, "ax", @progbits
	.code32
	.globl	kdp_stage_start
	.hidden	kdp_stage_start
kdp_stage_start:
	cli
1:	hlt
	jmp	1b

	.org	KDP_LAYOUT_CONFIG
	.globl	kdp_stage
	.hidden	kdp_stage
kdp_stage:
	.ascii	"KDPSTAG1"
	.short	1
	.short	KDP_LAYOUT_STAGE
	.long	0
	.long	kdp_file_end - kdp_stage_start
	.long	kdp_mem_end - kdp_stage_start
	.long	kdp_blob - kdp_stage_start
	.org	KDP_LAYOUT_CONFIG + KDP_LAYOUT_STAGE

/* RSI: struct boot_params. */
	.code64
	.org	KDP_LAYOUT_ENTRY
	cld
	mov	%rsi, %r12
	lea	kdp_stage_start(%rip), %rbx
	mov	kdp_stage + KDP_LAYOUT_STAGE_TAIL(%rip), %r13
	add	%rbx, %r13
	mov	%rbx, %rsi
	mov	%r13, %rdi
	mov	kdp_stage + KDP_LAYOUT_STAGE_FILE(%rip), %ecx
	rep movsb
	lea	1f(%rip), %rax
	sub	%rbx, %rax
	add	%r13, %rax
	jmp	*%rax
/* In the tail. */
1:	lea	kdp_stack_top(%rip), %rsp
	mov	%rbx, kdp_stage_origin(%rip)
	mov	%r12, kdp_stage_boot_params(%rip)
	lea	kdp_blob(%rip), %rdi
	mov	%rdi, %rsi
	mov	%rdi, %rdx
	call	kdp_blob_place
	jmp	kdp_entry

/* A wrapped kernel is for kexec alone. */
	.org	KDP_LAYOUT_EFI
	movabs	$0x8000000000000003, %rax	/* EFI_UNSUPPORTED */
	ret
	.org	4096

	.section .bss
	.balign	8
	.globl	kdp_stage_origin
	.hidden	kdp_stage_origin
kdp_stage_origin:
	.zero	8
	.globl	kdp_stage_boot_params
	.hidden	kdp_stage_boot_params
kdp_stage_boot_params:
	.zero	8

	.section .note.GNU-stack, "", @progbits
