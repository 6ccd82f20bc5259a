/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sha256_ni.S - SHA-256 by the SHA extensions (Intel SDM Vol. 2B, SHA256RNDS2).
 *
 * The one place of purgatory that uses XMM registers: check-blob refuses them
 * everywhere else.  Interrupt stubs never touch them, so nothing is saved.
 *
 * void kdp_sha256_ni(uint32_t state[8], const void *data, size_t blocks)
 *
 * CR4.OSFXSR must be set, CR0.EM and CR0.TS clear.
 */

/* Two halves of the state, as the instruction wants them. */
#define ABEF	%xmm1
#define CDGH	%xmm2
#define SWAP	%xmm3		/* the bytes of a word turned round */
#define TMP	%xmm4
#define W0	%xmm5
#define W1	%xmm6
#define W2	%xmm7
#define W3	%xmm8
#define ABEF_IN	%xmm9
#define CDGH_IN	%xmm10

/* Rounds T to T+3 with the words in W; xmm0 is fixed by the instruction. */
.macro rounds t, w
	movdqa	\w, %xmm0
	paddd	4 * \t(%rax), %xmm0
	sha256rnds2 %xmm0, ABEF, CDGH
	pshufd	$0x0e, %xmm0, %xmm0
	sha256rnds2 %xmm0, CDGH, ABEF
.endm

/* The first sixteen words are the message. */
.macro message t, w
	movdqu	4 * \t(%rsi), \w
	pshufb	SWAP, \w
	rounds	\t, \w
.endm

/* W becomes the four words behind X, Y, Z; Z is the youngest. */
.macro schedule t, w, x, y, z
	sha256msg1 \x, \w
	movdqa	\z, TMP
	palignr	$4, \y, TMP
	paddd	TMP, \w
	sha256msg2 \z, \w
	rounds	\t, \w
.endm

	.text
	.code64
	.globl	kdp_sha256_ni
	.hidden	kdp_sha256_ni
	.type	kdp_sha256_ni, @function
kdp_sha256_ni:
	test	%rdx, %rdx
	jz	2f
	lea	sha256_words(%rip), %rax
	movdqa	256(%rax), SWAP
	/* A B C D and E F G H, turned round, give F E B A and H G D C. */
	movdqu	(%rdi), TMP
	movdqu	16(%rdi), CDGH
	pshufd	$0x1b, TMP, TMP
	pshufd	$0x1b, CDGH, CDGH
	movdqa	CDGH, ABEF
	punpckhqdq TMP, ABEF
	punpcklqdq TMP, CDGH

1:	movdqa	ABEF, ABEF_IN
	movdqa	CDGH, CDGH_IN
	message	0, W0
	message	4, W1
	message	8, W2
	message	12, W3
	.set	t, 16
	.rept	3
	schedule t, W0, W1, W2, W3
	schedule (t + 4), W1, W2, W3, W0
	schedule (t + 8), W2, W3, W0, W1
	schedule (t + 12), W3, W0, W1, W2
	.set	t, t + 16
	.endr
	paddd	ABEF_IN, ABEF
	paddd	CDGH_IN, CDGH
	add	$64, %rsi
	dec	%rdx
	jnz	1b

	movdqa	CDGH, TMP
	punpckhqdq ABEF, TMP
	punpcklqdq ABEF, CDGH
	pshufd	$0x1b, TMP, TMP
	pshufd	$0x1b, CDGH, CDGH
	movdqu	TMP, (%rdi)
	movdqu	CDGH, 16(%rdi)
2:	ret
	.size	kdp_sha256_ni, . - kdp_sha256_ni

	.section .rodata
	.balign	16
/* FIPS 180-4, 4.2.2; then the order of bytes for SWAP. */
	.type	sha256_words, @object
sha256_words:
	.long	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5
	.long	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
	.long	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3
	.long	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
	.long	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc
	.long	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
	.long	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7
	.long	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
	.long	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13
	.long	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
	.long	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3
	.long	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
	.long	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5
	.long	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
	.long	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208
	.long	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
	.byte	3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12

	.size	sha256_words, . - sha256_words

	.section .note.GNU-stack, "", @progbits
