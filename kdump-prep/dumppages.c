// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dumppages.c - looks for missing pages in a dump; see dumppages.h.
 *
 * A kernel's struct pages lie in one array, vmemmap, which is found by its page
 * tables; both are in every dump.  What cannot be read says nothing.
 */
#include "kdump-prep/dumppages.h"

#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#ifdef HAVE_LZO
#include <lzo/lzo1x.h>
#endif
#ifdef HAVE_ZSTD
#include <zstd.h>
#endif

#include "kdump-prep/bytes.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/dumplevel.h"
#include "kdump-prep/vmcoreinfo.h"

#define PAGE_SIZE 4096u
#define PAGE_SHIFT 12u

/* A bitmap of 256 GiB of memory; pages of vmemmap, which describe 4 GiB. */
#define BITMAP_MAX 0x800000u
#define READS_MAX  0x4000u

/* Bytes of the bitmap whose pages are counted together. */
#define RANK_BYTES 512u

/* Linux's __START_KERNEL_map; Intel SDM Vol. 3A, 4.5, for the entries. */
#define KERNEL_MAP    0xffffffff80000000u
#define ENTRY_PRESENT 0x01u
#define ENTRY_LARGE   0x80u
#define ENTRY_ADDRESS 0x000ffffffffff000u
#define INDEX_BITS    9u
#define LEVELS	      5u

/*
 * A page behind a head says where that is: its struct page's address, or from
 * 7.1 on the mask that gives it, of the struct pages of two pages and more.
 * The lowest bit tells both from what else is there.
 */
#define TAIL	 1u
#define MASK_MIN 0x7fu
#define MASK_MAX 0xffffffffu

/* The last page that was read of one kind. */
struct slot {
	bool used;
	uint64_t pfn;
	uint8_t data[PAGE_SIZE];
};

/* Facts of the kernel. */
struct kernel {
	uint64_t vmemmap;
	uint64_t tables;	/* physical */
	unsigned int levels;
	uint64_t encrypted;	/* bit of an entry */
	uint64_t page_size;	/* of struct page */
	uint64_t head;		/* offsets in it */
	uint64_t flags;
	uint64_t mapcount;
	uint64_t slab;		/* the value of _mapcount */
	uint64_t poisoned;	/* the bit of flags, or 64 */
};

struct pages {
	const struct kdp_dumpfile *file;
	const struct kdp_dumpfile_header *header;
	struct kernel kernel;
	size_t bytes;		/* of a bitmap */
	uint8_t *there;		/* in memory, and in the dump */
	uint8_t *saved;
	uint64_t *rank;		/* pages in the dump before each part */
	struct slot table[LEVELS];
	struct slot map;	/* of struct pages */
	unsigned int reads;
	const char *packed;	/* why one could not be unpacked */
};

static bool has(const uint8_t *bitmap, uint64_t pfn)
{
	return bitmap[pfn / 8] >> pfn % 8 & 1;
}

static bool find_kernel(const uint8_t *info, size_t size, struct kernel *k)
{
	uint64_t l5 = 0, base, root, page;

	k->encrypted = 0;
	k->poisoned = 64;
	kdp_vmcoreinfo_number(info, size, "NUMBER(pgtable_l5_enabled)=", 10,
			      &l5);
	kdp_vmcoreinfo_number(info, size, "NUMBER(sme_mask)=", 10,
			      &k->encrypted);
	kdp_vmcoreinfo_number(info, size, "NUMBER(PG_hwpoison)=", 10,
			      &k->poisoned);
	k->levels = l5 ? 5 : 4;
	if (!kdp_vmcoreinfo_number(info, size, "SYMBOL(vmemmap)=", 16,
				   &k->vmemmap) ||
	    !kdp_vmcoreinfo_number(info, size, "SYMBOL(swapper_pg_dir)=", 16,
				   &root) ||
	    !kdp_vmcoreinfo_number(info, size, "NUMBER(phys_base)=", 10,
				   &base) ||
	    !kdp_vmcoreinfo_number(info, size, "PAGESIZE=", 10, &page) ||
	    !kdp_vmcoreinfo_number(info, size, "SIZE(page)=", 10,
				   &k->page_size) ||
	    !kdp_vmcoreinfo_number(info, size, "OFFSET(page.flags)=", 10,
				   &k->flags) ||
	    !kdp_vmcoreinfo_number(info, size, "OFFSET(page._mapcount)=", 10,
				   &k->mapcount) ||
	    !kdp_vmcoreinfo_number(info, size,
				   "NUMBER(PAGE_SLAB_MAPCOUNT_VALUE)=", 10,
				   &k->slab))
		return false;
	k->tables = root - KERNEL_MAP + base;
	/* In pages of vmemmap there are only whole ones then. */
	return page == PAGE_SIZE && k->page_size == 64 && k->flags <= 56 &&
	       k->mapcount <= 60 &&
	       (kdp_vmcoreinfo_number(info, size, "OFFSET(page.compound_info)=",
				      10, &k->head) ||
		kdp_vmcoreinfo_number(info, size, "OFFSET(page.compound_head)=",
				      10, &k->head)) &&
	       k->head <= 56;
}

KDP_MUST_CHECK
static struct kdp_error *read_bitmaps(struct pages *p)
{
	const struct kdp_dumpfile_header *h = p->header;
	struct kdp_error *err;
	uint64_t bytes = h->pages / 8 + (h->pages % 8 != 0);
	size_t i, parts, n;

	p->bytes = bytes < BITMAP_MAX ? (size_t)bytes : BITMAP_MAX;
	err = kdp_dumpfile_read_new(p->file, h->bitmap, p->bytes, "the bitmap",
				    &p->there);
	if (!err)
		err = kdp_dumpfile_read_new(p->file, h->bitmap + h->bitmap_size,
					    p->bytes, "the bitmap", &p->saved);
	if (err)
		return err;
	parts = (p->bytes + RANK_BYTES - 1) / RANK_BYTES;
	p->rank = calloc(parts, sizeof(*p->rank));
	if (!p->rank)
		return &kdp_enomem;
	for (i = 1; i < parts; i++) {
		n = (i - 1) * RANK_BYTES;
		p->rank[i] = p->rank[i - 1] +
			     kdp_count_bits(p->saved + n, RANK_BYTES);
	}
	return NULL;
}

#ifdef HAVE_LZO
static bool unpack_lzo(const uint8_t *data, size_t size, uint8_t *ret)
{
	lzo_uint room = PAGE_SIZE;

	return lzo_init() == LZO_E_OK &&
	       lzo1x_decompress_safe(data, size, ret, &room, NULL) ==
		       LZO_E_OK &&
	       room == PAGE_SIZE;
}
#endif

/* Sets @packed_ret where this build cannot. */
static bool unpack(uint32_t flags, const uint8_t *data, size_t size,
		   uint8_t *ret, const char **packed_ret)
{
	uLongf room = PAGE_SIZE;

	if (flags & KDP_DUMP_ZLIB)
		return uncompress(ret, &room, data, size) == Z_OK &&
		       room == PAGE_SIZE;
#ifdef HAVE_ZSTD
	if (flags & KDP_DUMP_ZSTD)
		return ZSTD_decompress(ret, PAGE_SIZE, data, size) == PAGE_SIZE;
#endif
#ifdef HAVE_LZO
	if (flags & KDP_DUMP_LZO)
		return unpack_lzo(data, size, ret);
#endif
	if (flags & (KDP_DUMP_LZO | KDP_DUMP_SNAPPY | KDP_DUMP_ZSTD)) {
		*packed_ret = flags & KDP_DUMP_LZO ?
				      "this build does not unpack lzo" :
			      flags & KDP_DUMP_SNAPPY ?
				      "this build does not unpack snappy" :
				      "this build does not unpack zstd";
		return false;
	}
	if (size != PAGE_SIZE)
		return false;
	memcpy(ret, data, PAGE_SIZE);
	return true;
}

/* Returns whether the page of that number is in the dump, and is read now. */
static bool read_page(struct pages *p, uint64_t pfn, struct slot *slot)
{
	uint8_t desc[KDP_DUMP_DESC_SIZE], packed[PAGE_SIZE];
	struct kdp_error *err;
	uint64_t number;
	uint32_t size;
	size_t part;

	if (slot->used && slot->pfn == pfn)
		return true;
	slot->used = false;
	if (pfn / 8 >= p->bytes || !has(p->saved, pfn) ||
	    p->reads++ >= READS_MAX)
		return false;
	part = (size_t)(pfn / 8 / RANK_BYTES);
	number = p->rank[part] +
		 kdp_count_bits(p->saved + part * RANK_BYTES,
				(size_t)(pfn / 8) - part * RANK_BYTES);
	number += (uint64_t)__builtin_popcount(p->saved[pfn / 8] &
					       ((1u << pfn % 8) - 1));
	err = kdp_dumpfile_read(p->file,
				p->header->descs + number * sizeof(desc), desc,
				sizeof(desc), "a page descriptor");
	size = err ? 0 : kdp_le32(desc + 8);
	if (!err && size <= PAGE_SIZE)
		err = kdp_dumpfile_read(p->file, kdp_le64(desc), packed, size,
					"a page");
	slot->used = !err && size <= PAGE_SIZE &&
		     unpack(kdp_le32(desc + 12), packed, size, slot->data,
			    &p->packed);
	slot->pfn = pfn;
	kdp_error_destroy(err);
	return slot->used;
}

/* Walks the page tables; returns whether @address is mapped. */
static bool translate(struct pages *p, uint64_t address, uint64_t *ret)
{
	uint64_t table = p->kernel.tables, entry, inside;
	unsigned int level = p->kernel.levels;
	unsigned int shift;
	struct slot *slot;

	while (level--) {
		shift = PAGE_SHIFT + level * INDEX_BITS;
		slot = &p->table[level];
		if (!read_page(p, table >> PAGE_SHIFT, slot))
			return false;
		entry = kdp_le64(slot->data + 8 * (address >> shift & 511));
		if (!(entry & ENTRY_PRESENT))
			return false;
		table = entry & ENTRY_ADDRESS & ~p->kernel.encrypted;
		inside = ((uint64_t)1 << shift) - 1;
		if (!level || entry & ENTRY_LARGE) {
			*ret = (table & ~inside) | (address & inside);
			return true;
		}
	}
	return false;
}

/* The struct page of a page, or NULL. */
static const uint8_t *struct_page(struct pages *p, uint64_t pfn)
{
	uint64_t address = p->kernel.vmemmap + pfn * p->kernel.page_size;
	uint64_t physical;

	if (!translate(p, address, &physical) ||
	    !read_page(p, physical >> PAGE_SHIFT, &p->map))
		return NULL;
	return p->map.data + (physical & (PAGE_SIZE - 1));
}

static bool is_tail(const struct kernel *k, const uint8_t *page, uint64_t pfn)
{
	uint64_t head = kdp_le64(page + k->head);
	uint64_t mask = ~(head & ~(uint64_t)TAIL);

	if (!(head & TAIL))
		return false;
	head -= k->vmemmap + TAIL;
	return (head % k->page_size == 0 && head / k->page_size < pfn) ||
	       (mask >= MASK_MIN && mask <= MASK_MAX && !(mask & (mask + 1)));
}

/* What the first page of a gap is, where it must not be missing. */
static const char *kind_of(const struct kernel *k, const uint8_t *page,
			   uint64_t pfn)
{
	uint64_t flags = kdp_le64(page + k->flags);

	if (k->poisoned < 64 && flags >> k->poisoned & 1)
		return NULL;
	if (is_tail(k, page, pfn))
		return "one piece with the page before it, which is there";
	return kdp_le32(page + k->mapcount) == (uint32_t)k->slab ?
		       "of a slab" : NULL;
}

KDP_MUST_CHECK
static struct kdp_error *look(struct pages *p, const char **unchecked_ret)
{
	uint64_t end = (uint64_t)p->bytes * 8;
	const char *unread = NULL, *kind;
	bool read = false;
	const uint8_t *page;
	uint64_t pfn;

	for (pfn = 1; pfn < end && p->reads < READS_MAX; pfn++) {
		if (has(p->saved, pfn) || !has(p->saved, pfn - 1) ||
		    !has(p->there, pfn))
			continue;
		page = struct_page(p, pfn);
		if (!page) {
			unread = p->packed ? p->packed :
				 "its page tables do not lead to its struct pages";
			continue;
		}
		read = true;
		kind = kind_of(&p->kernel, page, pfn);
		if (kind)
			return kdp_error_create(KDP_ERROR_REDUCED,
						"page frame 0x%" PRIx64 " is missing, and is %s: makedumpfile did not know the pages of this kernel; have a newer one, or keep the pages of users by -d %u, not %u",
						pfn, kind,
						p->header->level &
							~KDP_DUMP_LEVEL_USER,
						p->header->level);
	}
	*unchecked_ret = read ? NULL : unread;
	return NULL;
}

struct kdp_error *kdp_dumppages_check(const struct kdp_dumpfile *file,
				      const struct kdp_dumpfile_header *header,
				      const uint8_t *info, size_t info_size,
				      const char **unchecked_ret)
{
	KDP_AUTO_FREE struct pages *p = calloc(1, sizeof(*p));
	struct kdp_error *err;

	if (!p)
		return &kdp_enomem;
	p->file = file;
	p->header = header;
	if (header->block_size != PAGE_SIZE ||
	    !find_kernel(info, info_size, &p->kernel)) {
		*unchecked_ret = "the kernel does not tell where its struct pages are, as Linux does from 6.10 on";
		return NULL;
	}
	err = read_bitmaps(p);
	if (!err)
		err = look(p, unchecked_ret);
	free(p->there);
	free(p->saved);
	free(p->rank);
	return err;
}
