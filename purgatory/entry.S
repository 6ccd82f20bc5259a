/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * entry.S - blob header, entry from the panicking kernel, vector stubs, the
 * guarded call of a step and the jump into the second kernel.
 *
 * Everything is addressed relative to RIP: nothing here may need a
 * relocation.  Descriptor-table bases, gates, the TSS descriptor's base and
 * IST1 are filled by the loader (kdp_abi.h, struct kdp_blob_header).
 */
#include "purgatory/layout.h"

#define BLOB(symbol) symbol - kdp_blob

	.section .header, "a", @progbits
	.globl	kdp_blob
	.hidden	kdp_blob
kdp_blob:
	.ascii	"KDPBLOB1"
	.short	1
	.short	KDP_LAYOUT_HEADER
	.long	BLOB(kdp_file_end)
	.long	BLOB(kdp_mem_end)
	.long	BLOB(kdp_ro_end)
	.long	BLOB(kdp_entry)
	.long	BLOB(kdp_gdtr)
	.long	BLOB(kdp_idtr)
	.long	BLOB(kdp_gdt)
	.long	BLOB(kdp_idt)
	.long	BLOB(kdp_tss)
	.long	BLOB(kdp_stubs)
	.long	KDP_LAYOUT_STRIDE
	.long	BLOB(kdp_df_stack_top)
	.long	BLOB(kdp_handover)
	.long	0, 0
	.if	. - kdp_blob - KDP_LAYOUT_HEADER
	.error	"the blob header has another size"
	.endif

	.text
	.code64
/*
 * From the panicking kernel: 64-bit, IF=0, identity tables that map RAM alone,
 * no GDT, no IDT, RSP in its control page.  The two table loads come first:
 * until the second one an NMI or a machine check resets the machine.
 */
	.globl	kdp_entry
	.hidden	kdp_entry
kdp_entry:
	lgdt	kdp_gdtr(%rip)
	lidt	kdp_idtr(%rip)
	lea	kdp_stack_top(%rip), %rsp
	cld
	rdtsc
	shl	$32, %rdx
	or	%rdx, %rax
	lea	kdp_machine(%rip), %rdi
	mov	%rax, KDP_MACHINE_TSC(%rdi)
	mov	$KDP_LAYOUT_DATA, %eax
	mov	%eax, %ss
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %fs
	mov	%eax, %gs
	push	$KDP_LAYOUT_CODE
	lea	1f(%rip), %rax
	push	%rax
	lretq
1:	mov	%cr0, %rax
	mov	%rax, KDP_MACHINE_CR0(%rdi)
	mov	%cr3, %rax
	mov	%rax, KDP_MACHINE_CR3(%rdi)
	mov	%cr4, %rax
	mov	%rax, KDP_MACHINE_CR4(%rdi)
	mov	$KDP_LAYOUT_TSS, %eax
	ltr	%ax
	xor	%ebp, %ebp
	call	kdp_start
	ud2

/*
 * enum kdp_status kdp_guard_call(enum kdp_status (*function)(void *),
 *				  void *arg)
 */
	.globl	kdp_guard_call
	.hidden	kdp_guard_call
kdp_guard_call:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	sub	$8, %rsp
	mov	%rsp, kdp_guard_rsp(%rip)
	mov	%rdi, %rax
	mov	%rsi, %rdi
	call	*%rax
.Lguard_end:
	movq	$0, kdp_guard_rsp(%rip)
	add	$8, %rsp
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

/* kdp_exception() returns here, on the stack kdp_guard_rsp, from a fault. */
	.globl	kdp_guard_abandon
	.hidden	kdp_guard_abandon
kdp_guard_abandon:
	mov	$KDP_LAYOUT_FAULT, %eax
	jmp	.Lguard_end

/*
 * void kdp_jump(uint64_t cr3, uint64_t cr4, uint64_t boot_params,
 *		 uint64_t entry)
 *
 * The tables, the stack and the IDT stay where they are: an NMI between here
 * and the second kernel's own lidt still finds its gate.  SS is null when this
 * is the end of a double fault.
 */
	.globl	kdp_jump
	.hidden	kdp_jump
kdp_jump:
	mov	$KDP_LAYOUT_DATA, %eax
	mov	%eax, %ss
	mov	%rsi, %cr4
	mov	%rdi, %cr3
	mov	%rdx, %rsi
	mov	%rcx, kdp_jump_target(%rip)
	lea	kdp_stack_top(%rip), %rsp
	xor	%eax, %eax
	xor	%ebx, %ebx
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%edi, %edi
	xor	%ebp, %ebp
	xor	%r8d, %r8d
	xor	%r9d, %r9d
	xor	%r10d, %r10d
	xor	%r11d, %r11d
	xor	%r12d, %r12d
	xor	%r13d, %r13d
	xor	%r14d, %r14d
	xor	%r15d, %r15d
	cld
	jmp	*kdp_jump_target(%rip)

/*
 * Vector stubs, KDP_LAYOUT_STRIDE bytes each.  The CPU pushes an error code
 * for vectors 8, 10 to 14, 17, 21, 29 and 30 (Intel SDM Vol. 3A, table 6-1;
 * AMD APM Vol. 2, table 8-1); the others push 0 instead.
 */
#define ERROR_CODE_VECTORS \
	(1 << 8 | 1 << 10 | 1 << 11 | 1 << 12 | 1 << 13 | 1 << 14 | \
	 1 << 17 | 1 << 21 | 1 << 29 | 1 << 30)

	.balign	KDP_LAYOUT_STRIDE
	.globl	kdp_stubs
	.hidden	kdp_stubs
kdp_stubs:
	.set	vector, 0
	.rept	KDP_LAYOUT_GATES
	.if	vector >= 32
	push	$0
	.elseif	!(ERROR_CODE_VECTORS & (1 << vector))
	push	$0
	.endif
	push	$vector
	jmp	kdp_stub_common
	.balign	KDP_LAYOUT_STRIDE, 0xcc
	.set	vector, vector + 1
	.endr
	.globl	kdp_stubs_end
	.hidden	kdp_stubs_end
kdp_stubs_end:

/* Builds struct kdp_frame; RSP is 16-byte aligned at the call. */
kdp_stub_common:
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
	call	kdp_exception
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

/*
 * What the loader and the CPU write.  The GDT is written too: ltr sets the
 * busy bit.
 */
	.section .tables, "aw", @progbits
	.balign	16
kdp_gdt:
	.quad	0
	.quad	0
	.quad	0x00af9b000000ffff	/* 64-bit code, accessed */
	.quad	0x00cf93000000ffff	/* data, accessed */
	.quad	0x0000890000000067	/* available TSS, base to fill */
	.quad	0
kdp_gdt_end:
	.balign	16
kdp_idt:
	.zero	KDP_LAYOUT_GATES * 16
kdp_idt_end:
	.balign	16
kdp_tss:
	.zero	102
	.short	104			/* no I/O permission bitmap */
	.balign	16
	.globl	kdp_handover
	.hidden	kdp_handover
kdp_handover:
	.zero	KDP_LAYOUT_HANDOVER
	.balign	8
	.zero	6			/* so that the bases are aligned */
kdp_gdtr:
	.short	kdp_gdt_end - kdp_gdt - 1
	.quad	0
	.balign	8
	.zero	6
kdp_idtr:
	.short	kdp_idt_end - kdp_idt - 1
	.quad	0
	.balign	8

	.section .bss
	.balign	16
	.globl	kdp_machine
	.hidden	kdp_machine
kdp_machine:
	.zero	32
	.globl	kdp_guard_rsp
	.hidden	kdp_guard_rsp
kdp_guard_rsp:
	.zero	8
kdp_jump_target:
	.zero	8
	.balign	16
	.zero	KDP_LAYOUT_STACK
	.globl	kdp_stack_top
	.hidden	kdp_stack_top
kdp_stack_top:
	.zero	KDP_LAYOUT_DF_STACK
kdp_df_stack_top:

	.section .note.GNU-stack, "", @progbits
