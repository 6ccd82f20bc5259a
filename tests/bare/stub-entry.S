/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * stub-entry.S - from the 32-bit entry of QEMU's PVH loader to long mode, for
 * both CPUs, and from long mode to purgatory as relocate_kernel does it.
 */
#define __ASSEMBLER__ 1
#include "tests/bare/bare.h"

#define PML5 BARE_TABLES
#define PML4 (BARE_TABLES + 0x1000)
#define PDPT (BARE_TABLES + 0x2000)
#define PD (BARE_TABLES + 0x3000)
#define DIRECTORIES (BARE_TABLE_PAGES - 3)

#define CR0_HANDOVER 0x80000033	/* PG NE ET MP PE, of relocate_kernel */
#define CR4_PAE 0x20
#define CR4_LA57 0x1000
#define EFER 0xc0000080
#define EFER_BITS 0x901		/* SCE LME NXE */

#define SEL_CODE32 0x08
#define SEL_CODE 0x10
#define SEL_DATA 0x18
#define SEL_TSS 0x40

	.section .text.entry, "ax"
	.code32
	.globl bare_start
bare_start:
	cli
	cld
	mov	$BARE_STACK, %esp
	/* Identity tables: everything below 16 GiB in 2 MiB pages. */
	mov	$PML5, %edi
	xor	%eax, %eax
	mov	$(BARE_TABLE_PAGES * 1024), %ecx
	rep stosl
	movl	$(PML4 + 3), PML5
	movl	$(PDPT + 3), PML4
	xor	%ecx, %ecx
1:	mov	%ecx, %eax
	shl	$12, %eax
	add	$(PD + 3), %eax
	mov	%eax, PDPT(, %ecx, 8)
	inc	%ecx
	cmp	$DIRECTORIES, %ecx
	jb	1b
	xor	%ecx, %ecx
2:	mov	%ecx, %eax
	shl	$21, %eax
	or	$0x83, %eax
	mov	%eax, PD(, %ecx, 8)
	mov	%ecx, %eax
	shr	$11, %eax
	mov	%eax, PD + 4(, %ecx, 8)
	inc	%ecx
	cmp	$(DIRECTORIES * 512), %ecx
	jb	2b
	mov	$long_mode, %ebx
enable_long_mode:
	lgdt	bare_gdtr
	mov	$CR4_PAE, %eax
	mov	$PML4, %edx
	cmpl	$0, BARE_PARAMS + BARE_PARAMS_LA57
	je	3f
	or	$CR4_LA57, %eax
	mov	$PML5, %edx
3:	mov	%eax, %cr4
	mov	%edx, %cr3
	mov	$EFER, %ecx
	rdmsr
	or	$EFER_BITS, %eax
	wrmsr
	mov	$CR0_HANDOVER, %eax
	mov	%eax, %cr0
	ljmp	$SEL_CODE, $4f
	.code64
4:	mov	$SEL_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%eax, %ss
	mov	%eax, %fs
	mov	%eax, %gs
	mov	%ebx, %ebx
	jmp	*%rbx

long_mode:
	/* The old kernel's TR: its TSS is out of reach in purgatory. */
	mov	$SEL_TSS, %eax
	ltr	%ax
	call	bare_main
	ud2

ap_long_mode:
	mov	$BARE_AP_STACK, %esp
	call	bare_ap_main
	ud2

	.text
	.code16
	.globl bare_trampoline, bare_trampoline_end
bare_trampoline:
	cli
	xor	%eax, %eax
	mov	%ax, %ds
	lgdtl	BARE_TRAMPOLINE + (trampoline_gdtr - bare_trampoline)
	mov	$0x11, %eax
	mov	%eax, %cr0
	ljmpl	$SEL_CODE32, $ap_protected_mode
	.balign 4
trampoline_gdtr:
	.word	gdt_end - gdt - 1
	.long	gdt
bare_trampoline_end:

	.code32
ap_protected_mode:
	mov	$SEL_DATA, %eax
	mov	%eax, %ds
	mov	%eax, %ss
	mov	$ap_long_mode, %ebx
	jmp	enable_long_mode

	.code64
/*
 * bare_handover(entry, cr3, stack, cr4): the end of machine_kexec() and
 * relocate_kernel: no GDT, no IDT, all registers 0, two words on the stack.
 */
	.globl bare_handover
bare_handover:
	cli
	lidt	no_table(%rip)
	lgdt	no_table(%rip)
	mov	%rsi, %cr3
	mov	%rdx, %rsp
	mov	$CR0_HANDOVER, %eax
	mov	%rax, %cr0
	mov	%rcx, %cr4
	mov	%rsi, %cr3
	pushq	$0
	push	%rdi
	xor	%eax, %eax
	xor	%ebx, %ebx
	xor	%ecx, %ecx
	xor	%edx, %edx
	xor	%esi, %esi
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
	pushq	$2
	popfq
	ret

	.data
	.balign 8
no_table:
	.word	0
	.quad	0
	.balign 8
gdt:	.quad	0
	.quad	0x00cf9b000000ffff	/* 0x08: 32-bit code */
	.quad	0x00af9b000000ffff	/* 0x10: 64-bit code */
	.quad	0x00cf93000000ffff	/* 0x18: data */
	.quad	0, 0, 0, 0
	.quad	0xff0089f000000067	/* 0x40: TSS at 0xfff00000fff00000 */
	.quad	0x00000000fff00000
gdt_end:
bare_gdtr:
	.word	gdt_end - gdt - 1
	.long	gdt
	.long	0

	.section .note.GNU-stack, "", @progbits
