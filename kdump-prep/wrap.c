// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * wrap.c - builds and takes apart wrapped kernels; see wrap.h.
 *
 * The kernel rounds its start up to its alignment by itself, so that the
 * stage in front of it need not be as large as that; the memory between is
 * counted in init_size.
 */
#include "config.h"

#include "kdump-prep/wrap.h"

#include <asm/bootparam.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "kdump-prep/bzimage.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/pe.h"
#include "kdump-prep/segments.h"

#define HEADER_OFFSET 0x1f1u
#define PARAGRAPH     16u	/* unit of syssize */
/* The kernel behind the stage begins a page, the tail is a number of MiB. */
#define STAGE_ALIGN   0x1000u
#define TAIL_ALIGN    0x100000u
/* Program headers of a machine with 4,000 CPUs fit. */
#define ELFCOREHDR_MIN 0x40000u

static uint64_t round_up(uint64_t value, uint64_t align)
{
	return (value + align - 1) & ~(align - 1);
}

static uint32_t config_crc(const struct kdp_stage *stage)
{
	return (uint32_t)crc32(0, (const Bytef *)stage,
			       offsetof(struct kdp_stage, crc));
}

/* All sizes and distances of one wrapped image. */
struct layout {
	struct setup_header hdr;	/* of the kernel */
	uint32_t kernel_info_offset;	/* 0: it has none */
	size_t setup_size;		/* bytes of its setup sectors */
	size_t rest_size;
	size_t file_size;		/* of the wrapped image */
	uint64_t init_size;		/* of the wrapped image */
	struct kdp_stage stage;
};

static size_t stage_size(void)
{
	return (uintptr_t)kdp_stage_image_end - (uintptr_t)kdp_stage_image;
}

static uint64_t tail_size(const struct kdp_stage *stage)
{
	return round_up((uint64_t)stage->mem_size + KDP_TAIL_NODE +
				KDP_TAIL_NOTE + KDP_TAIL_PLAN +
				KDP_TAIL_CMDLINE + ELFCOREHDR_MIN,
			TAIL_ALIGN);
}

static struct kdp_error *lay_out(const uint8_t *kernel, size_t size,
				 const struct kdp_bzimage *image,
				 struct layout *l)
{
	struct kdp_stage *s = &l->stage;
	uint64_t runtime;

	/* What an older header has not got is code: left as it is. */
	memcpy(&l->hdr, kernel + HEADER_OFFSET, sizeof(l->hdr));
	if (image->header_size >=
	    offsetof(struct setup_header, kernel_info_offset) +
		    sizeof(l->hdr.kernel_info_offset))
		l->kernel_info_offset = l->hdr.kernel_info_offset;
	memcpy(s, kdp_stage_image + KDP_STAGE_CONFIG, sizeof(*s));
	l->setup_size = (size_t)(image->payload - kernel);
	l->rest_size = size - l->setup_size - image->payload_size;
	if (kdp_release_older(image->release, 4, 15))
		s->flags |= KDP_STAGE_F_VIRTUAL_WIRE;
	s->cmdline_size = image->cmdline_size;
	s->kernel = round_up(stage_size(), STAGE_ALIGN);
	/* From the load address, which is aligned, to the kernel's start. */
	runtime = round_up(s->kernel, image->alignment);
	s->tail = round_up(runtime + image->init_size, KDP_PAGE_SIZE);
	s->tail_size = tail_size(s);
	l->init_size = s->tail + s->tail_size;
	if (l->init_size > UINT32_MAX)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"init_size: would become 0x%" PRIx64 ", expected at most 0xffffffff",
					l->init_size);
	s->syssize = l->hdr.syssize;
	s->payload_offset = l->hdr.payload_offset;
	s->init_size = l->hdr.init_size;
	s->handover_offset = l->hdr.handover_offset;
	s->kernel_info_offset = l->kernel_info_offset;
	s->xloadflags = l->hdr.xloadflags;
	s->setup = s->kernel + image->payload_size;
	s->setup_size = (uint32_t)l->setup_size;
	s->rest_size = (uint32_t)l->rest_size;
	s->file_crc = (uint32_t)crc32_z(0, kernel, size);
	snprintf(s->loader, sizeof(s->loader), "%s", PACKAGE_VERSION);
	s->crc = config_crc(s);
	l->file_size = round_up(l->setup_size + s->setup + l->setup_size +
					l->rest_size,
				KDP_PE_ALIGN);
	return NULL;
}

/* What the kernel's loader reads; the rest is as it was. */
static void write_header(const struct layout *l, uint8_t *file)
{
	struct setup_header hdr = l->hdr;

	hdr.syssize = (uint32_t)((l->file_size - l->setup_size) / PARAGRAPH);
	hdr.init_size = (uint32_t)l->init_size;
	if (hdr.payload_offset)
		hdr.payload_offset += (uint32_t)l->stage.kernel;
	if (l->kernel_info_offset)
		hdr.kernel_info_offset += (uint32_t)l->stage.kernel;
	/* The stage has no EFI hand-over entries. */
	hdr.handover_offset = 0;
	hdr.xloadflags &= (uint16_t)~(XLF_EFI_HANDOVER_32 |
				      XLF_EFI_HANDOVER_64);
	memcpy(file + HEADER_OFFSET, &hdr, sizeof(hdr));
	kdp_pe_write(file, (uint32_t)l->setup_size, (uint32_t)l->file_size,
		     (uint32_t)l->setup_size + KDP_STAGE_EFI);
}

static bool is_wrapped(const struct kdp_bzimage *image)
{
	const uint64_t magic = KDP_STAGE_MAGIC;

	return image->payload_size >= KDP_STAGE_CONFIG + sizeof(magic) &&
	       memcmp(image->payload + KDP_STAGE_CONFIG, &magic,
		      sizeof(magic)) == 0;
}

struct kdp_error *kdp_wrap(const uint8_t *kernel, size_t size, uint8_t **ret,
			   size_t *size_ret)
{
	struct layout l = { .setup_size = 0 };
	struct kdp_bzimage image;
	struct kdp_error *err;
	uint8_t *file, *part;

	err = kdp_bzimage_parse(kernel, size, &image);
	if (!err && size > KDP_WRAP_SIZE_MAX)
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "has 0x%zx bytes, expected at most 0x%zx",
				       size, KDP_WRAP_SIZE_MAX);
	if (!err && is_wrapped(&image))
		err = kdp_error_create(KDP_ERROR_FORMAT,
				       "offset 0x%zx: found \"KDPSTAG1\": it is wrapped already",
				       (size_t)(image.payload - kernel) +
					       KDP_STAGE_CONFIG);
	if (!err)
		err = lay_out(kernel, size, &image, &l);
	if (err)
		return err;
	file = calloc(1, l.file_size);
	if (!file)
		return &kdp_enomem;
	memcpy(file, kernel, l.setup_size);
	write_header(&l, file);
	part = file + l.setup_size;
	memcpy(part, kdp_stage_image, stage_size());
	memcpy(part + KDP_STAGE_CONFIG, &l.stage, sizeof(l.stage));
	memcpy(part + l.stage.kernel, image.payload, image.payload_size);
	memcpy(part + l.stage.setup, kernel, l.setup_size);
	memcpy(part + l.stage.setup + l.setup_size,
	       image.payload + image.payload_size, l.rest_size);
	*ret = file;
	*size_ret = l.file_size;
	return NULL;
}

static struct kdp_error *bad(const char *what, uint64_t found,
			     const char *expected)
{
	return kdp_error_create(KDP_ERROR_FORMAT,
				"stage: %s is 0x%" PRIx64 ", expected %s",
				what, found, expected);
}

/* The parts lie behind one another in the protected-mode part. */
static struct kdp_error *check_stage(const struct kdp_stage *s, uint64_t size)
{
	uint64_t kernel_size = (uint64_t)s->syssize * PARAGRAPH;

	if (s->version != KDP_ABI_VERSION)
		return bad("version", s->version, "1");
	if (s->size != sizeof(*s))
		return bad("size", s->size, "0x98");
	if (s->crc != config_crc(s))
		return bad("checksum", s->crc, "that of its fields");
	if (s->file_size > s->kernel || s->kernel > size)
		return bad("kernel", s->kernel, "a place behind the stage");
	if (kernel_size > size - s->kernel)
		return bad("syssize", s->syssize, "a part of the image");
	if (s->setup != s->kernel + kernel_size ||
	    s->setup_size > size - s->setup)
		return bad("setup", s->setup, "a place behind the kernel");
	if (s->rest_size > size - s->setup - s->setup_size)
		return bad("rest_size", s->rest_size, "a part of the image");
	return NULL;
}

struct kdp_error *kdp_wrap_parse(const uint8_t *data, size_t size,
				 struct kdp_wrapped *ret)
{
	struct kdp_bzimage image;
	struct kdp_stage stage;
	struct kdp_error *err;

	err = kdp_bzimage_parse(data, size, &image);
	if (err)
		return err;
	if (!is_wrapped(&image) ||
	    image.payload_size < KDP_STAGE_CONFIG + sizeof(stage))
		return kdp_error_create(KDP_ERROR_NOT_FOUND,
					"not a wrapped kernel");
	memcpy(&stage, image.payload + KDP_STAGE_CONFIG, sizeof(stage));
	err = check_stage(&stage, image.payload_size);
	if (err)
		return err;
	memset(ret, 0, sizeof(*ret));
	ret->stage = stage;
	ret->stage.loader[sizeof(stage.loader) - 1] = '\0';
	memcpy(ret->release, image.release, sizeof(ret->release));
	ret->init_size = image.init_size;
	ret->payload = image.payload;
	ret->payload_size = image.payload_size;
	ret->is_signed = kdp_pe_signed(data, size);
	return NULL;
}

struct kdp_error *kdp_wrap_kernel(const struct kdp_wrapped *wrapped,
				  uint8_t **ret, size_t *size_ret)
{
	const struct kdp_stage *s = &wrapped->stage;
	const uint8_t *from = wrapped->payload;
	size_t kernel_size = (size_t)s->syssize * PARAGRAPH;
	size_t size = s->setup_size + kernel_size + s->rest_size;
	KDP_AUTO_FREE uint8_t *file = malloc(size + 1);
	uint32_t crc;

	if (!file)
		return &kdp_enomem;
	memcpy(file, from + s->setup, s->setup_size);
	memcpy(file + s->setup_size, from + s->kernel, kernel_size);
	memcpy(file + s->setup_size + kernel_size,
	       from + s->setup + s->setup_size, s->rest_size);
	crc = (uint32_t)crc32_z(0, file, size);
	if (crc != s->file_crc)
		return bad("checksum of the kernel", crc, "what was wrapped");
	*ret = KDP_TAKE(file);
	*size_ret = size;
	return NULL;
}
