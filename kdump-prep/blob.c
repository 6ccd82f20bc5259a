// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * blob.c - makes a purgatory image ready for its address; see blob.h.
 */
#include "kdump-prep/blob.h"

#include <inttypes.h>
#include <string.h>
#include <zlib.h>

#include "kdump-prep/segments.h"

#define GDT_BYTES    (KDP_SEL_TSS + 16u)
#define TSS_BYTES    104u
#define PSEUDO_BYTES 10u	/* limit, then base */

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
