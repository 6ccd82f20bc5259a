/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * payload-entry.S - where purgatory, or the stub, enters the second kernel.
 * Saves what it finds before anything changes; NMIs may arrive meanwhile.
 */
#include "tests/bare/bare.h"

	.section .text.entry, "ax"
	.code64
	.globl payload_start
payload_start:
	mov	%rsi, payload_state(%rip)
	mov	%rsp, payload_state + 8(%rip)
	lea	payload_stack_end(%rip), %rsp
	pushfq
	popq	payload_state + 16(%rip)
	mov	%cr0, %rax
	mov	%rax, payload_state + 24(%rip)
	mov	%cr3, %rax
	mov	%rax, payload_state + 32(%rip)
	mov	%cr4, %rax
	mov	%rax, payload_state + 40(%rip)
	mov	%cs, payload_state + 48(%rip)
	mov	%ds, payload_state + 50(%rip)
	mov	%es, payload_state + 52(%rip)
	mov	%ss, payload_state + 54(%rip)
	sgdt	payload_state + 56(%rip)
	sidt	payload_state + 66(%rip)
	call	payload_main
	ud2

/* The second kernel's own GDT, as its first instructions load it. */
	.globl	payload_load_gdt
payload_load_gdt:
	lea	gdt(%rip), %rax
	mov	%rax, gdtr + 2(%rip)
	lgdt	gdtr(%rip)
	jmp	payload_reload_segments

/*
 * A far return to the same selector: works only when the GDT holds a 64-bit
 * code segment at it, which the second kernel's own code relies on.
 */
	.globl payload_reload_segments
payload_reload_segments:
	lea	1f(%rip), %rax
	pushq	$0x10
	push	%rax
	lretq
1:	mov	$0x18, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	ret

	.data
	.balign 8
gdt:	.quad	0, 0
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code */
	.quad	0x00cf93000000ffff	/* 0x18: data */
gdtr:	.word	gdtr - gdt - 1
	.quad	0

	.bss
	.balign 16
payload_stack:
	.skip	0x4000
payload_stack_end:

	.section .note.GNU-stack, "", @progbits
