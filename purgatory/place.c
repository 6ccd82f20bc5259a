// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * place.c - writes the absolute addresses into a purgatory image: done by the
 * loader for kexec_load(2), and by the stage of a wrapped kernel, whose
 * address is not known before it runs, for itself.
 */
#include "purgatory/place.h"

#include "purgatory/mem.h"

#define TSS_IST1       36u	/* Intel SDM Vol. 3A, 8.7, Figure 8-11 */
#define PSEUDO_BASE    2u	/* behind the limit */
#define GATE_INTERRUPT 0x8eu	/* present, DPL 0, 64-bit interrupt gate */
#define VECTOR_DF      8u
#define IST_DF	       1u

static void put16(uint8_t *at, uint64_t value)
{
	uint16_t v = (uint16_t)value;

	memcpy(at, &v, sizeof(v));
}

static void put32(uint8_t *at, uint64_t value)
{
	uint32_t v = (uint32_t)value;

	memcpy(at, &v, sizeof(v));
}

static void put64(uint8_t *at, uint64_t value)
{
	memcpy(at, &value, sizeof(value));
}

/* A 64-bit gate: Intel SDM Vol. 3A, 6.14.1, Figure 6-8. */
static void fill_gate(uint8_t *at, uint64_t target, unsigned int ist)
{
	put16(at, target);
	put16(at + 2, KDP_SEL_CODE);
	at[4] = (uint8_t)ist;
	at[5] = GATE_INTERRUPT;
	put16(at + 6, target >> 16);
	put32(at + 8, target >> 32);
	put32(at + 12, 0);
}

/* Base of a 64-bit TSS descriptor: Intel SDM Vol. 3A, 8.2.3, Figure 8-4. */
static void fill_tss_base(uint8_t *at, uint64_t base)
{
	put16(at + 2, base);
	at[4] = (uint8_t)(base >> 16);
	at[7] = (uint8_t)(base >> 24);
	put32(at + 8, base >> 32);
}

void kdp_blob_place(const struct kdp_blob_header *header, uint8_t *image,
		    uint64_t base)
{
	uint64_t stub;
	uint32_t n;

	put64(image + header->gdtr + PSEUDO_BASE, base + header->gdt);
	put64(image + header->idtr + PSEUDO_BASE, base + header->idt);
	for (n = 0; n < KDP_GATE_COUNT; n++) {
		stub = base + header->stubs + (uint64_t)n * header->stub_stride;
		fill_gate(image + header->idt + n * KDP_GATE_SIZE, stub,
			  n == VECTOR_DF ? IST_DF : 0);
	}
	fill_tss_base(image + header->gdt + KDP_SEL_TSS, base + header->tss);
	put64(image + header->tss + TSS_IST1, base + header->df_stack_top);
}
