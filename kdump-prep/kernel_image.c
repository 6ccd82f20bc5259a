// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kernel_image.c - reads crash kernels and chooses how they are entered; see
 * kernel_image.h.
 */
#include "kdump-prep/kernel_image.h"

#include <asm/bootparam.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/file.h"
#include "kdump-prep/filetype.h"
#include "kdump-prep/kernel_cache.h"
#include "kdump-prep/log.h"
#include "kdump-prep/uki.h"
#include "kdump-prep/unpack.h"

/* A unified image holds an initrd as well. */
#define FILE_SIZE_MAX ((size_t)2 << 30)
/* The headers of an ELF file, and more. */
#define FIRST_BYTES ((size_t)64 << 10)
/* Where a bzImage has "HdrS". */
#define MAGIC_OFFSET 0x202u
/* COMMAND_LINE_SIZE, less the NUL, which a vmlinux does not tell. */
#define CMDLINE_SIZE 2047u
#define MIB_SHIFT 20

#define EXPECTED "expected a kernel: bzImage, vmlinux, packed vmlinux or UKI"

static bool is_bzimage(const uint8_t *data, size_t size)
{
	return size >= MAGIC_OFFSET + 4 &&
	       memcmp(data + MAGIC_OFFSET, "HdrS", 4) == 0;
}

/* "bzImage" and how the kernel in it is packed, behind @prefix. */
static struct kdp_error *parse_bzimage(const uint8_t *data, size_t size,
				       const char *prefix,
				       struct kdp_kernel_image *ret)
{
	struct kdp_bzimage *b = &ret->bzimage;
	struct kdp_error *err = kdp_bzimage_parse(data, size, b);
	enum kdp_packing packing;

	if (err)
		return err;
	memcpy(ret->header, b->header, b->header_size);
	ret->header_size = b->header_size;
	ret->above_4g = kdp_bzimage_above_4g(b);
	ret->cmdline_size = b->cmdline_size;
	ret->initrd_addr_max = b->initrd_addr_max;
	snprintf(ret->release, sizeof(ret->release), "%s", b->release);
	packing = b->packed ? kdp_packing_of(b->packed, b->packed_size) :
			      KDP_PACKING_NONE;
	if (packing == KDP_PACKING_NONE)
		snprintf(ret->format, sizeof(ret->format), "%sbzImage",
			 prefix);
	else
		snprintf(ret->format, sizeof(ret->format), "%sbzImage (%s)",
			 prefix, kdp_packing_name(packing));
	return NULL;
}

/* The header that a bzImage of such a kernel would have. */
static void make_header(struct kdp_kernel_image *kernel)
{
	const struct setup_header hdr = {
		.boot_flag = 0xaa55,
		.header = 0x53726448,
		.version = 0x20f,
		.loadflags = LOADED_HIGH,
		.initrd_addr_max = 0x7fffffff,
		.kernel_alignment = KDP_VMLINUX_ALIGN,
		.relocatable_kernel = 1,
		.xloadflags = XLF_KERNEL_64 | XLF_CAN_BE_LOADED_ABOVE_4G,
		.cmdline_size = CMDLINE_SIZE,
		.pref_address = kernel->vmlinux.paddr,
		.init_size = (uint32_t)kernel->vmlinux.mem_size,
	};

	memcpy(kernel->header, &hdr, sizeof(hdr));
	kernel->header_size = sizeof(hdr);
	kernel->above_4g = true;
	kernel->cmdline_size = hdr.cmdline_size;
	kernel->initrd_addr_max = hdr.initrd_addr_max;
}

static struct kdp_error *parse_vmlinux(const uint8_t *data, size_t size,
				       const char *packing,
				       struct kdp_kernel_image *ret)
{
	struct kdp_error *err = kdp_vmlinux_parse(data, size, &ret->vmlinux);

	if (err)
		return err;
	make_header(ret);
	snprintf(ret->release, sizeof(ret->release), "%s",
		 ret->vmlinux.release);
	if (packing)
		snprintf(ret->format, sizeof(ret->format), "vmlinux (%s)",
			 packing);
	else
		snprintf(ret->format, sizeof(ret->format), "vmlinux");
	return NULL;
}

/* A packed file: a vmlinux, or an initrd given for a kernel. */
static struct kdp_error *parse_packed(enum kdp_packing packing,
				      const uint8_t *data, size_t size,
				      struct kdp_kernel_image *ret)
{
	const char *name = kdp_packing_name(packing);
	struct kdp_error *err;
	const char *inside;
	size_t length;

	err = kdp_unpack(packing, data, size, 0, KDP_VMLINUX_SIZE_MAX,
			 &ret->unpacked, &length);
	if (err)
		return kdp_error_wrap(err, "is packed with %s", name);
	if (kdp_vmlinux_is_elf(ret->unpacked, length)) {
		err = parse_vmlinux(ret->unpacked, length, name, ret);
		free(ret->unpacked);
		ret->unpacked = NULL;
		return kdp_error_wrap(err, "is packed with %s and inside",
				      name);
	}
	if (is_bzimage(ret->unpacked, length))
		return parse_bzimage(ret->unpacked, length, "packed ", ret);
	inside = kdp_filetype(ret->unpacked, length);
	if (length >= 5 && memcmp(ret->unpacked, "07070", 5) == 0)
		return kdp_error_create(KDP_ERROR_FORMAT,
					"is an initrd (%s cpio), " EXPECTED,
					name);
	return kdp_error_create(KDP_ERROR_FORMAT,
				"is a %s file that holds %s, " EXPECTED,
				name, inside);
}

/* The text of a .cmdline section: lines are words to the kernel. */
static struct kdp_error *take_cmdline(const struct kdp_uki_part *part,
				      struct kdp_kernel_image *ret)
{
	char *text;
	size_t i;

	if (!part->data)
		return NULL;
	text = strndup((const char *)part->data, part->size);
	if (!text)
		return &kdp_enomem;
	for (i = 0; text[i] != '\0'; i++)
		if (iscntrl((unsigned char)text[i]))
			text[i] = ' ';
	while (i > 0 && text[i - 1] == ' ')
		text[--i] = '\0';
	ret->cmdline = text;
	return NULL;
}

static struct kdp_error *parse_uki(const struct kdp_uki *uki,
				   struct kdp_kernel_image *ret)
{
	const struct kdp_uki_part *part = &uki->linux_image;
	struct kdp_error *err;

	if (!is_bzimage(part->data, part->size))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"is a UKI whose section .linux is %s, expected a bzImage",
					kdp_filetype(part->data, part->size));
	err = parse_bzimage(part->data, part->size, "UKI with ", ret);
	if (err)
		return kdp_error_wrap(err, "section .linux");
	ret->initrd = uki->initrd.size ? uki->initrd.data : NULL;
	ret->initrd_size = uki->initrd.size;
	return take_cmdline(&uki->cmdline, ret);
}

struct kdp_error *kdp_kernel_image_parse(const uint8_t *file, size_t size,
					 struct kdp_kernel_image *ret)
{
	enum kdp_packing packing;
	struct kdp_error *err;
	struct kdp_uki uki;

	if (kdp_vmlinux_is_elf(file, size))
		return parse_vmlinux(file, size, NULL, ret);
	err = kdp_uki_parse(file, size, &uki);
	if (err)
		return err;
	if (uki.linux_image.data)
		return parse_uki(&uki, ret);
	if (is_bzimage(file, size))
		return parse_bzimage(file, size, "", ret);
	packing = kdp_packing_of(file, size);
	if (packing != KDP_PACKING_NONE)
		return parse_packed(packing, file, size, ret);
	return kdp_error_create(KDP_ERROR_FORMAT, "is %s, " EXPECTED,
				kdp_filetype(file, size));
}

/*
 * Of an ELF file only what is loaded: a vmlinux with debug information has
 * several hundred megabytes behind that.
 */
struct kdp_error *kdp_kernel_image_open(const char *path,
					struct kdp_file *ret)
{
	KDP_CLEANUP(kdp_file_close) struct kdp_file first = { 0 };
	struct kdp_error *err;
	uint64_t extent;

	err = kdp_file_open_start(path, FIRST_BYTES, &first);
	if (err)
		return err;
	if (!kdp_vmlinux_is_elf(first.data, first.size))
		return kdp_file_open(path, FILE_SIZE_MAX, ret);
	err = kdp_vmlinux_extent(first.data, first.size, &extent);
	/* What is wrong with it the parser will say. */
	if (kdp_error_catch(&err, KDP_ERROR_FORMAT) || extent > FILE_SIZE_MAX)
		extent = FIRST_BYTES;
	if (err)
		return err;
	return kdp_file_open_start(path, (size_t)extent, ret);
}

/*
 * The decompressor accepts encrypted memory and prepares it for the kernel;
 * what a vmlinux expects there has changed from release to release.
 */
static const char *encryption(const struct kdp_topology *topology)
{
	switch (topology->guest) {
	case KDP_GUEST_SEV_ES:
	case KDP_GUEST_SNP:
		return "the memory of this guest is encrypted (SEV)";
	case KDP_GUEST_TDX:
		return "this is a TDX guest";
	case KDP_GUEST_SME_HOST:
		return "this machine's memory is encrypted (SME)";
	default:
		return NULL;
	}
}

static void why_not(struct kdp_kernel_image *kernel, const char *reason)
{
	snprintf(kernel->why_not, sizeof(kernel->why_not), "%s", reason);
}

/* What speaks against unpacking it that does not take unpacking it to see. */
static bool may_unpack(struct kdp_kernel_image *kernel,
		       const struct kdp_topology *topology,
		       const struct kdp_kernel_policy *policy)
{
	const struct kdp_bzimage *b = &kernel->bzimage;
	enum kdp_packing packing;

	if (policy->keep_packed) {
		why_not(kernel, "--keep-compressed");
		return false;
	}
	if (encryption(topology)) {
		why_not(kernel, encryption(topology));
		return false;
	}
	/* It inherits the page tables; its decompressor would switch. */
	if (topology->la57 && !kdp_bzimage_five_levels(b)) {
		why_not(kernel,
			"this machine uses five-level paging, the kernel does not");
		return false;
	}
	if (!b->packed) {
		why_not(kernel, "its header does not tell where the kernel is");
		return false;
	}
	packing = kdp_packing_of(b->packed, b->packed_size);
	if (packing == KDP_PACKING_NONE) {
		why_not(kernel, "it is packed in a way that is not known");
		return false;
	}
	if (!kdp_packing_supported(packing)) {
		snprintf(kernel->why_not, sizeof(kernel->why_not),
			 "this build cannot unpack %s",
			 kdp_packing_name(packing));
		return false;
	}
	return true;
}

static struct kdp_error *unpack_now(struct kdp_kernel_image *kernel,
				    enum kdp_packing packing)
{
	const struct kdp_bzimage *b = &kernel->bzimage;
	KDP_AUTO_FREE uint8_t *elf = NULL;
	struct kdp_error *err;
	size_t size, hint = 0;

	/* The unpacked size; gzip ends in it by itself. */
	if (b->packed_size >= 4)
		hint = kdp_le32(b->packed + b->packed_size - 4);
	err = kdp_unpack(packing, b->packed, b->packed_size, hint,
			 KDP_VMLINUX_SIZE_MAX, &elf, &size);
	if (err)
		return kdp_error_wrap(err, "the kernel inside");
	err = kdp_vmlinux_parse(elf, size, &kernel->vmlinux);
	if (!err || err->code != KDP_ERROR_FORMAT)
		return err;
	snprintf(kernel->why_not, sizeof(kernel->why_not),
		 "what is inside %s", err->message);
	kdp_error_destroy(err);
	return NULL;
}

/*
 * What cannot be read or written is as good as no cache; what is damaged, or
 * could be changed by others, somebody should look at.
 */
static void warn_of_cache(struct kdp_error *err)
{
	if (!err)
		return;
	if (err->code == KDP_ERROR_FORMAT)
		kdp_log_warn("an unpacked kernel in the cache is damaged and is made again: %s",
			     err->message);
	else if (err->code == KDP_ERROR_OTHER)
		kdp_log_warn("the cache of unpacked kernels is not used: %s",
			     err->message);
	kdp_error_destroy(err);
}

/*
 * A stream that is broken would stop the crash kernel's decompressor for ever,
 * so it is an error.  What comes out and is no kernel as expected is not: its
 * decompressor may know what to do with it.
 */
static struct kdp_error *unpack(struct kdp_kernel_image *kernel,
				const struct kdp_kernel_policy *policy)
{
	const struct kdp_bzimage *b = &kernel->bzimage;
	enum kdp_packing packing = kdp_packing_of(b->packed, b->packed_size);
	uint8_t key[KDP_CACHE_KEY];
	struct kdp_error *err;

	if (!policy->cache || !policy->file)
		return unpack_now(kernel, packing);
	kdp_kernel_cache_key(policy->file, kernel->header, kernel->header_size,
			     key);
	err = kdp_kernel_cache_find(policy->cache, key, &kernel->vmlinux);
	kernel->cached = !err;
	if (!err)
		return NULL;
	warn_of_cache(err);
	err = unpack_now(kernel, packing);
	if (!err && kernel->vmlinux.data && !policy->read_only)
		warn_of_cache(kdp_kernel_cache_store(policy->cache, key,
						     &kernel->vmlinux));
	return err;
}

static void enter_vmlinux(struct kdp_kernel_image *kernel)
{
	const struct kdp_vmlinux *v = &kernel->vmlinux;

	kernel->as_vmlinux = true;
	kernel->data = v->data;
	kernel->data_size = v->data_size;
	kernel->checks = v->checks;
	kernel->mem_size = v->mem_size;
	kernel->ragged = v->clears_rest;
	kernel->entry = v->entry;
	kernel->min = v->paddr;
	kernel->align = KDP_VMLINUX_ALIGN;
	if (kernel->bzimage.alignment > kernel->align)
		kernel->align = kernel->bzimage.alignment;
}

static void enter_bzimage(struct kdp_kernel_image *kernel)
{
	const struct kdp_bzimage *b = &kernel->bzimage;

	kernel->as_vmlinux = false;
	kernel->data = b->payload;
	kernel->data_size = b->payload_size;
	kernel->mem_size = b->init_size;
	/* A decompressor works in memory that no boot loader has zeroed. */
	kernel->ragged = true;
	kernel->entry = KDP_BZIMAGE_ENTRY64;
	kernel->min = b->pref_address;
	kernel->align = b->alignment;
}

/* A vmlinux by itself has no decompressor to fall back on. */
static struct kdp_error *choose_alone(struct kdp_kernel_image *kernel,
				      const struct kdp_topology *topology)
{
	if (encryption(topology))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: expected a bzImage, found a vmlinux",
					encryption(topology));
	if (topology->la57 && !kernel->vmlinux.la57)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"this machine uses five-level paging, and the vmlinux does not show that it can; load its bzImage, or boot with no5lvl");
	enter_vmlinux(kernel);
	return NULL;
}

struct kdp_error *
kdp_kernel_image_choose(struct kdp_kernel_image *kernel,
			const struct kdp_topology *topology,
			const struct kdp_kernel_policy *policy)
{
	struct kdp_error *err;

	if (!kernel->bzimage.payload)
		return choose_alone(kernel, topology);
	if (may_unpack(kernel, topology, policy)) {
		err = unpack(kernel, policy);
		if (err)
			return err;
	}
	if (kernel->vmlinux.data) {
		enter_vmlinux(kernel);
		return NULL;
	}
	if (topology->la57 && !kdp_bzimage_la57(&kernel->bzimage))
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"it cannot be entered with five-level paging, which this machine uses; boot with no5lvl");
	enter_bzimage(kernel);
	return NULL;
}

/* Bytes in MB, rounded up. */
static uint64_t in_mb(uint64_t bytes)
{
	return (bytes + ((uint64_t)1 << MIB_SHIFT) - 1) >> MIB_SHIFT;
}

void kdp_kernel_image_describe(const struct kdp_kernel_image *kernel,
			       char *ret, size_t size)
{
	uint64_t own = in_mb(kernel->mem_size);
	uint64_t packed = in_mb(kernel->bzimage.init_size);

	if (!kernel->as_vmlinux)
		snprintf(ret, size, "by its decompressor, %" PRIu64 " MB: %s",
			 own, kernel->why_not);
	else if (kernel->bzimage.payload)
		snprintf(ret, size,
			 "as vmlinux, %" PRIu64 " MB instead of %" PRIu64
			 " MB%s",
			 own, packed,
			 kernel->cached ? ", unpacked before" : "");
	else
		snprintf(ret, size, "as vmlinux, %" PRIu64 " MB", own);
}

void kdp_kernel_entry_rule(const struct kdp_topology *topology, char *ret,
			   size_t size)
{
	const char *reason = encryption(topology);

	if (reason)
		snprintf(ret, size, "by its decompressor: %s", reason);
	else
		snprintf(ret, size, "as vmlinux%s",
			 topology->la57 ?
				 " if it has five-level paging, as this machine" :
				 "");
}

void kdp_kernel_image_deinit(struct kdp_kernel_image *kernel)
{
	kdp_vmlinux_deinit(&kernel->vmlinux);
	free(kernel->unpacked);
	free(kernel->cmdline);
	memset(kernel, 0, sizeof(*kernel));
}
