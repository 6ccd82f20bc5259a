/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trap.S - 256 vector stubs, 16 bytes each, that call bare_trap().
 */
	.text
	.code64

	.balign 16
	.globl bare_trap_stubs
	.hidden bare_trap_stubs
bare_trap_stubs:
	.set vector, 0
	.rept 256
	.balign 16
	/* Vectors for which the CPU pushes an error code. */
	.if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 \
		|| vector == 21 || vector == 29 || vector == 30
	.else
	pushq	$0
	.endif
	pushq	$vector
	jmp	bare_trap_common
	.set vector, vector + 1
	.endr

bare_trap_common:
	push	%rax
	push	%rbx
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%rbp
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	cld
	mov	%rsp, %rdi
	mov	%rsp, %rbx
	and	$-16, %rsp
	call	bare_trap
	mov	%rbx, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rbp
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rbx
	pop	%rax
	add	$16, %rsp
	iretq

	.section .note.GNU-stack, "", @progbits
