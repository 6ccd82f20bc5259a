// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * blob.c - makes a purgatory image ready for its address; see blob.h.
 */
#include "kdump-prep/blob.h"

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "kdump-prep/segments.h"

#define GDT_BYTES      (KDP_SEL_TSS + 16u)
#define TSS_BYTES      104u
#define TSS_IST1       36u	/* Intel SDM Vol. 3A, 8.7, Figure 8-11 */
#define PSEUDO_BYTES   10u	/* limit, then base */
#define PSEUDO_BASE    2u
#define GATE_INTERRUPT 0x8eu	/* present, DPL 0, 64-bit interrupt gate */
#define VECTOR_DF      8u
#define IST_DF	       1u

/* A part of the image, for the checks. */
struct part {
	const char *name;
	uint32_t offset;
	uint32_t size;
};

static struct kdp_error *bad(const char *what, uint64_t found,
			     const char *expected)
{
	return kdp_error_create(KDP_ERROR_FORMAT,
				"purgatory: %s is 0x%" PRIx64 ", expected %s",
				what, found, expected);
}

/* What the loader writes lies in the file, behind what the digest covers. */
static struct kdp_error *check_written(const struct kdp_blob_header *h)
{
	const struct part part[] = {
		{ "gdtr", h->gdtr, PSEUDO_BYTES },
		{ "idtr", h->idtr, PSEUDO_BYTES },
		{ "gdt", h->gdt, GDT_BYTES },
		{ "idt", h->idt, KDP_GATE_COUNT * KDP_GATE_SIZE },
		{ "tss", h->tss, TSS_BYTES },
		{ "handover", h->handover, sizeof(struct kdp_handover) },
	};
	size_t i;

	for (i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		if (part[i].offset < h->ro_size ||
		    part[i].offset > h->file_size ||
		    h->file_size - part[i].offset < part[i].size)
			return bad(part[i].name, part[i].offset,
				   "an offset in the written part");
	return NULL;
}

static struct kdp_error *check_sizes(const struct kdp_blob_header *h,
				     size_t size)
{
	if (h->file_size != size)
		return bad("file_size", h->file_size, "the size of the image");
	if (h->mem_size < h->file_size || h->mem_size % KDP_PAGE_SIZE)
		return bad("mem_size", h->mem_size,
			   "whole pages that hold the image");
	if (h->ro_size < sizeof(*h) || h->ro_size > h->file_size)
		return bad("ro_size", h->ro_size, "a part of the image");
	if (h->entry < sizeof(*h) || h->entry >= h->ro_size)
		return bad("entry", h->entry, "an offset in the fixed part");
	if (h->stubs < sizeof(*h) || h->stubs >= h->ro_size ||
	    h->stub_stride == 0 ||
	    (h->ro_size - h->stubs) / KDP_GATE_COUNT < h->stub_stride)
		return bad("stubs", h->stubs,
			   "256 vector stubs in the fixed part");
	if (h->df_stack_top > h->mem_size || h->df_stack_top <= h->ro_size)
		return bad("df_stack_top", h->df_stack_top,
			   "an offset in the written part");
	return NULL;
}

struct kdp_error *kdp_blob_parse(const uint8_t *data, size_t size,
				 struct kdp_blob_header *ret)
{
	struct kdp_blob_header h;
	struct kdp_error *err;

	if (size < sizeof(h))
		return bad("size", size, "room for the header");
	memcpy(&h, data, sizeof(h));
	if (h.magic != KDP_BLOB_MAGIC)
		return bad("magic", h.magic, "\"KDPBLOB1\"");
	if (h.version != KDP_ABI_VERSION)
		return bad("version", h.version, "the loader's");
	if (h.header_size != sizeof(h))
		return bad("header_size", h.header_size, "0x48");
	err = check_sizes(&h, size);
	if (!err)
		err = check_written(&h);
	if (err)
		return err;
	*ret = h;
	return NULL;
}

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

void kdp_blob_hand_over(const struct kdp_blob_header *header, uint8_t *image,
			const struct kdp_handover *handover)
{
	struct kdp_handover h = *handover;

	h.magic = KDP_HANDOVER_MAGIC;
	h.version = KDP_ABI_VERSION;
	h.size = sizeof(h);
	h.crc = (uint32_t)crc32(0, (const Bytef *)&h,
				offsetof(struct kdp_handover, crc));
	memcpy(image + header->handover, &h, sizeof(h));
}
