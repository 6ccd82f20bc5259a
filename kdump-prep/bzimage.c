// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bzimage.c - parses the setup header of a kernel image; see bzimage.h.
 */
#include "kdump-prep/bzimage.h"

#include <asm/bootparam.h>
#include <stdio.h>
#include <string.h>

#define HEADER_OFFSET 0x1f1u
#define HEADER_MAGIC  0x53726448u /* "HdrS" */
#define BOOT_FLAG     0xaa55u
#define SECTOR	      512u
/* The first protocol with xloadflags, which tell of the 64-bit entry. */
#define VERSION_MIN   0x20cu
/* In boot_params the header must end before edd_mbr_sig_buffer. */
#define HEADER_END    0x290u
/* A setup_sects of 0 means 4, for images of the 1990s. */
#define SETUP_SECTS_DEFAULT 4u

/* Offset in the file of a member of the setup header, for messages. */
#define AT(member) \
	(HEADER_OFFSET + (unsigned int)offsetof(struct setup_header, member))

static struct kdp_error *bad(unsigned int offset, const char *what,
			     unsigned long long found, const char *expected)
{
	return kdp_error_create(KDP_ERROR_FORMAT,
				"offset 0x%03x: %s is 0x%llx, expected %s",
				offset, what, found, expected);
}

static struct kdp_error *truncated(size_t size, size_t needed)
{
	return kdp_error_create(KDP_ERROR_FORMAT,
				"truncated: has 0x%zx bytes, its header promises 0x%zx",
				size, needed);
}

/* What makes it an image of a kind that this loader can start. */
static struct kdp_error *check_kind(const struct setup_header *hdr)
{
	if (hdr->boot_flag != BOOT_FLAG)
		return bad(AT(boot_flag), "boot flag", hdr->boot_flag,
			   "0xaa55: not a Linux kernel image");
	if (hdr->header != HEADER_MAGIC)
		return bad(AT(header), "header magic", hdr->header,
			   "0x53726448 (\"HdrS\"): not a Linux kernel image");
	if (hdr->version < VERSION_MIN)
		return bad(AT(version), "boot protocol", hdr->version,
			   "0x20c or later");
	if (!(hdr->xloadflags & XLF_KERNEL_64))
		return bad(AT(xloadflags), "xloadflags", hdr->xloadflags,
			   "bit 0: not a 64-bit kernel");
	if (!(hdr->loadflags & LOADED_HIGH))
		return bad(AT(loadflags), "loadflags", hdr->loadflags,
			   "bit 0: not a bzImage");
	if (!hdr->relocatable_kernel)
		return bad(AT(relocatable_kernel), "relocatable_kernel",
			   hdr->relocatable_kernel,
			   "1: a crash kernel must be relocatable");
	return NULL;
}

/* What the placement relies on. */
static struct kdp_error *check_numbers(const struct setup_header *hdr)
{
	uint32_t align = hdr->kernel_alignment;

	if (align < 4096 || (align & (align - 1)) != 0)
		return bad(AT(kernel_alignment), "kernel_alignment", align,
			   "a power of two of at least 0x1000");
	if (hdr->cmdline_size == 0)
		return bad(AT(cmdline_size), "cmdline_size", 0,
			   "a length of at least 1");
	if (hdr->syssize == 0)
		return bad(AT(syssize), "syssize", 0, "at least 1");
	if (hdr->init_size < (uint64_t)hdr->syssize * 16)
		return bad(AT(init_size), "init_size", hdr->init_size,
			   "at least the size of the loaded part");
	return NULL;
}

/*
 * kernel_version is the offset, less 0x200, of "6.1.0-56-amd64 (build...) #1".
 * It is for people and for old kernels' needs: one that is not there is none.
 */
static void read_release(const uint8_t *data, size_t setup, uint16_t pointer,
			 char *ret, size_t ret_size)
{
	size_t at = (size_t)pointer + 0x200, n;

	for (n = 0; pointer && at + n < setup && n < ret_size - 1; n++) {
		if (data[at + n] <= ' ' || data[at + n] > '~')
			break;
		ret[n] = (char)data[at + n];
	}
	ret[n] = '\0';
}

/* The packed kernel; the four bytes of its unpacked size are part of it. */
static struct kdp_error *find_packed(const struct setup_header *hdr,
				     struct kdp_bzimage *ret)
{
	if (hdr->payload_length == 0)
		return NULL;
	if (hdr->payload_offset > ret->payload_size)
		return bad(AT(payload_offset), "payload_offset",
			   hdr->payload_offset, "a place in the image");
	if (hdr->payload_length > ret->payload_size - hdr->payload_offset)
		return bad(AT(payload_length), "payload_length",
			   hdr->payload_length, "an end in the image");
	ret->packed = ret->payload + hdr->payload_offset;
	ret->packed_size = hdr->payload_length;
	return NULL;
}

struct kdp_error *kdp_bzimage_parse(const uint8_t *data, size_t size,
				    struct kdp_bzimage *ret)
{
	struct setup_header hdr;
	struct kdp_error *err;
	size_t header_end, setup, payload;

	if (size < HEADER_OFFSET + sizeof(hdr))
		return kdp_error_create(KDP_ERROR_FORMAT,
					"has 0x%zx bytes, expected at least 0x%zx: not a Linux kernel image",
					size, HEADER_OFFSET + sizeof(hdr));
	memcpy(&hdr, data + HEADER_OFFSET, sizeof(hdr));
	err = check_kind(&hdr);
	if (!err)
		err = check_numbers(&hdr);
	if (err)
		return err;

	/* The jump at 0x200 leads behind the header and so tells its end. */
	header_end = 0x202u + data[0x201];
	if (header_end < AT(init_size) + sizeof(hdr.init_size) ||
	    header_end > HEADER_END)
		return bad(0x201, "end of the setup header", header_end,
			   "0x264 to 0x290");
	setup = (hdr.setup_sects ? hdr.setup_sects : SETUP_SECTS_DEFAULT);
	setup = (setup + 1) * SECTOR;
	payload = (size_t)hdr.syssize * 16;
	if (size < setup || size - setup < payload)
		return truncated(size, setup + payload);
	if (header_end > setup || payload <= KDP_BZIMAGE_ENTRY64)
		return bad(AT(syssize), "syssize", hdr.syssize,
			   "room for the 64-bit entry");

	memset(ret, 0, sizeof(*ret));
	ret->header = data + HEADER_OFFSET;
	ret->header_size = header_end - HEADER_OFFSET;
	ret->payload = data + setup;
	ret->payload_size = payload;
	ret->version = hdr.version;
	ret->xloadflags = hdr.xloadflags;
	ret->alignment = hdr.kernel_alignment;
	ret->init_size = hdr.init_size;
	ret->cmdline_size = hdr.cmdline_size;
	ret->initrd_addr_max = hdr.initrd_addr_max;
	ret->pref_address = hdr.pref_address;
	read_release(data, setup, hdr.kernel_version, ret->release,
		     sizeof(ret->release));
	return find_packed(&hdr, ret);
}

bool kdp_release_older(const char *release, unsigned int major,
		       unsigned int minor)
{
	unsigned int found[2];

	if (sscanf(release, "%4u.%4u", &found[0], &found[1]) != 2)
		return false;
	return found[0] < major || (found[0] == major && found[1] < minor);
}

bool kdp_bzimage_above_4g(const struct kdp_bzimage *image)
{
	return image->xloadflags & XLF_CAN_BE_LOADED_ABOVE_4G;
}

bool kdp_bzimage_la57(const struct kdp_bzimage *image)
{
	return image->xloadflags & XLF_5LEVEL;
}

bool kdp_bzimage_five_levels(const struct kdp_bzimage *image)
{
	return image->xloadflags & XLF_5LEVEL_ENABLED;
}
