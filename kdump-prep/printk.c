// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * printk.c - finds the printk ring buffer: its structures are described in the
 * VMCOREINFO note of /proc/kcore (Linux 5.10 and later), its pointers read
 * there, and its addresses translated by the same file's program headers.  The
 * ring buffer stays where it is from boot on, so that purgatory need follow no
 * pointer.
 */
#include "kdump-prep/printk.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kdump-prep/cleanup.h"
#include "kdump-prep/text.h"
#include "purgatory/klog.h"

#define NOTES_MAX   (1u << 20)
#define HEADERS_MAX 4096u
#define NOTE_NAME   "VMCOREINFO"

struct kcore {
	int fd;
	Elf64_Phdr *phdr;
	size_t count;
	char *info;		/* VMCOREINFO */
	size_t info_size;
};

static bool read_at(int fd, uint64_t offset, void *to, size_t size)
{
	return offset <= INT64_MAX &&
	       pread(fd, to, size, (off_t)offset) == (ssize_t)size;
}

static bool read_headers(struct kcore *kcore)
{
	Elf64_Ehdr ehdr;
	size_t size;

	if (!read_at(kcore->fd, 0, &ehdr, sizeof(ehdr)) ||
	    memcmp(ehdr.e_ident, ELFMAG, SELFMAG) != 0 ||
	    ehdr.e_ident[EI_CLASS] != ELFCLASS64 || ehdr.e_phnum == 0 ||
	    ehdr.e_phnum > HEADERS_MAX ||
	    ehdr.e_phentsize != sizeof(*kcore->phdr))
		return false;
	size = ehdr.e_phnum * sizeof(*kcore->phdr);
	kcore->phdr = malloc(size);
	kcore->count = ehdr.e_phnum;
	return kcore->phdr &&
	       read_at(kcore->fd, ehdr.e_phoff, kcore->phdr, size);
}

/* Copies the note's text out of @notes. */
static bool find_note(struct kcore *kcore, const uint8_t *notes, size_t size)
{
	Elf64_Nhdr nhdr;
	size_t name, desc;

	while (size >= sizeof(nhdr)) {
		memcpy(&nhdr, notes, sizeof(nhdr));
		notes += sizeof(nhdr);
		size -= sizeof(nhdr);
		name = ((size_t)nhdr.n_namesz + 3) & ~(size_t)3;
		desc = ((size_t)nhdr.n_descsz + 3) & ~(size_t)3;
		if (name > size || desc > size - name)
			return false;
		if (nhdr.n_namesz == sizeof(NOTE_NAME) &&
		    memcmp(notes, NOTE_NAME, sizeof(NOTE_NAME)) == 0) {
			kcore->info = malloc((size_t)nhdr.n_descsz + 1);
			if (!kcore->info)
				return false;
			memcpy(kcore->info, notes + name, nhdr.n_descsz);
			kcore->info[nhdr.n_descsz] = '\0';
			kcore->info_size = nhdr.n_descsz;
			return true;
		}
		notes += name + desc;
		size -= name + desc;
	}
	return false;
}

static bool read_info(struct kcore *kcore)
{
	KDP_AUTO_FREE uint8_t *notes = NULL;
	const Elf64_Phdr *phdr;
	size_t i;

	for (i = 0; i < kcore->count; i++) {
		phdr = &kcore->phdr[i];
		if (phdr->p_type != PT_NOTE || phdr->p_filesz > NOTES_MAX)
			continue;
		notes = malloc(phdr->p_filesz + 1);
		return notes &&
		       read_at(kcore->fd, phdr->p_offset, notes,
			       phdr->p_filesz) &&
		       find_note(kcore, notes, phdr->p_filesz);
	}
	return false;
}

/* The number of a line "NAME=number", in the base that VMCOREINFO gives it. */
static bool get(const struct kcore *kcore, const char *name, unsigned int base,
		uint64_t *ret)
{
	size_t length = strlen(name);
	struct kdp_text text;
	struct kdp_word word;

	kdp_text_init(&text, NOTE_NAME, kcore->info, kcore->info_size);
	while (kdp_text_next(&text)) {
		if (!kdp_text_word(&text, &word) || word.size <= length ||
		    memcmp(word.start, name, length) != 0 ||
		    word.start[length] != '=')
			continue;
		word.start += length + 1;
		word.size -= length + 1;
		return kdp_word_u64(word, base, ret);
	}
	return false;
}

static const Elf64_Phdr *find_segment(const struct kcore *kcore,
				      uint64_t virt, uint64_t size)
{
	const Elf64_Phdr *phdr;
	size_t i;

	for (i = 0; i < kcore->count; i++) {
		phdr = &kcore->phdr[i];
		if (phdr->p_type == PT_LOAD && phdr->p_paddr != UINT64_MAX &&
		    virt >= phdr->p_vaddr &&
		    virt - phdr->p_vaddr < phdr->p_memsz &&
		    size <= phdr->p_memsz - (virt - phdr->p_vaddr))
			return phdr;
	}
	return NULL;
}

static bool read_virt(const struct kcore *kcore, uint64_t virt, void *to,
		      size_t size)
{
	const Elf64_Phdr *phdr = find_segment(kcore, virt, size);

	return phdr && read_at(kcore->fd,
			       phdr->p_offset + (virt - phdr->p_vaddr), to,
			       size);
}

static bool is_ram(const struct kdp_ranges *memory, uint64_t addr,
		   uint64_t size)
{
	const struct kdp_range *range;
	size_t i;

	for (i = 0; i < memory->count; i++) {
		range = &memory->range[i];
		if (range->type == KDP_RANGE_RAM && addr >= range->start &&
		    addr <= range->end && size - 1 <= range->end - addr)
			return true;
	}
	return false;
}

static bool to_phys(const struct kcore *kcore, const struct kdp_ranges *memory,
		    uint64_t virt, uint64_t size, uint64_t *ret)
{
	const Elf64_Phdr *phdr = find_segment(kcore, virt, size);

	if (!phdr)
		return false;
	*ret = virt - phdr->p_vaddr + phdr->p_paddr;
	return size && is_ram(memory, *ret, size);
}

/* What VMCOREINFO says of the structures; sizes and offsets of 16 bits. */
struct shape {
	uint64_t prb, desc_ring, text_ring, count_bits, descs, infos, head,
		tail, desc_size, state, lpos, begin, next, info_size, time,
		length, size_bits, data;
};

static bool get_shape(const struct kcore *kcore, struct shape *shape)
{
	const struct {
		const char *name;
		uint64_t *value;
	} rows[] = {
		{ "OFFSET(printk_ringbuffer.desc_ring)", &shape->desc_ring },
		{ "OFFSET(printk_ringbuffer.text_data_ring)",
		  &shape->text_ring },
		{ "OFFSET(prb_desc_ring.count_bits)", &shape->count_bits },
		{ "OFFSET(prb_desc_ring.descs)", &shape->descs },
		{ "OFFSET(prb_desc_ring.infos)", &shape->infos },
		{ "OFFSET(prb_desc_ring.head_id)", &shape->head },
		{ "OFFSET(prb_desc_ring.tail_id)", &shape->tail },
		{ "SIZE(prb_desc)", &shape->desc_size },
		{ "OFFSET(prb_desc.state_var)", &shape->state },
		{ "OFFSET(prb_desc.text_blk_lpos)", &shape->lpos },
		{ "OFFSET(prb_data_blk_lpos.begin)", &shape->begin },
		{ "OFFSET(prb_data_blk_lpos.next)", &shape->next },
		{ "SIZE(printk_info)", &shape->info_size },
		{ "OFFSET(printk_info.ts_nsec)", &shape->time },
		{ "OFFSET(printk_info.text_len)", &shape->length },
		{ "OFFSET(prb_data_ring.size_bits)", &shape->size_bits },
		{ "OFFSET(prb_data_ring.data)", &shape->data },
	};
	size_t i;

	if (!get(kcore, "SYMBOL(prb)", 16, &shape->prb))
		return false;
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (!get(kcore, rows[i].name, 10, rows[i].value) ||
		    *rows[i].value > UINT16_MAX / 4)
			return false;
	return true;
}

static bool locate(const struct kcore *kcore, const struct kdp_ranges *memory,
		   struct kdp_klog_layout *klog)
{
	uint64_t rb, ring, data_ring, descs, infos, text;
	uint32_t desc_bits, text_bits;
	struct shape s;

	if (!get_shape(kcore, &s) || !read_virt(kcore, s.prb, &rb, sizeof(rb)))
		return false;
	ring = rb + s.desc_ring;
	data_ring = rb + s.text_ring;
	if (!read_virt(kcore, ring + s.count_bits, &desc_bits, 4) ||
	    !read_virt(kcore, ring + s.descs, &descs, 8) ||
	    !read_virt(kcore, ring + s.infos, &infos, 8) ||
	    !read_virt(kcore, data_ring + s.size_bits, &text_bits, 4) ||
	    !read_virt(kcore, data_ring + s.data, &text, 8) ||
	    desc_bits > UINT16_MAX || text_bits > UINT16_MAX)
		return false;
	*klog = (struct kdp_klog_layout){
		.desc_bits = (uint16_t)desc_bits,
		.text_bits = (uint16_t)text_bits,
		.desc_size = (uint16_t)s.desc_size,
		.desc_state = (uint16_t)s.state,
		.desc_begin = (uint16_t)(s.lpos + s.begin),
		.desc_next = (uint16_t)(s.lpos + s.next),
		.info_size = (uint16_t)s.info_size,
		.info_time = (uint16_t)s.time,
		.info_length = (uint16_t)s.length,
	};
	return kdp_klog_valid(klog) &&
	       to_phys(kcore, memory, ring + s.head, 8, &klog->head_id) &&
	       to_phys(kcore, memory, ring + s.tail, 8, &klog->tail_id) &&
	       to_phys(kcore, memory, descs, s.desc_size << desc_bits,
		       &klog->descs) &&
	       to_phys(kcore, memory, infos, s.info_size << desc_bits,
		       &klog->infos) &&
	       to_phys(kcore, memory, text, 1ull << text_bits, &klog->text);
}

void kdp_printk_locate(int fd, const struct kdp_ranges *memory,
		       struct kdp_klog_layout *ret)
{
	struct kcore kcore = { .fd = fd };

	if (!read_headers(&kcore) || !read_info(&kcore) ||
	    !locate(&kcore, memory, ret))
		*ret = (struct kdp_klog_layout){ 0 };
	free(kcore.phdr);
	free(kcore.info);
}

void kdp_printk_discover(const struct kdp_sysroot *root,
			 struct kdp_topology *topology)
{
	KDP_AUTO_CLOSE int fd = -1;
	struct kdp_error *err;

	err = kdp_sysroot_open(root, "/proc/kcore", &fd);
	if (err)
		kdp_error_destroy(err);
	else
		kdp_printk_locate(fd, &topology->memory, &topology->klog);
}

void kdp_print_klog(FILE *file, const struct kdp_klog_layout *klog)
{
	fprintf(file,
		"head 0x%" PRIx64 " tail 0x%" PRIx64 " descs 0x%" PRIx64
		" infos 0x%" PRIx64 " text 0x%" PRIx64
		" desc-bits %u text-bits %u desc-size %u state %u begin %u next %u info-size %u time %u length %u",
		klog->head_id, klog->tail_id, klog->descs, klog->infos,
		klog->text, klog->desc_bits, klog->text_bits, klog->desc_size,
		klog->desc_state, klog->desc_begin, klog->desc_next,
		klog->info_size, klog->info_time, klog->info_length);
}

struct kdp_error *kdp_parse_klog(struct kdp_text *text,
				 struct kdp_klog_layout *ret)
{
	struct kdp_klog_layout klog = { 0 };
	const struct {
		const char *name;
		uint64_t *wide;
		uint16_t *narrow;
	} rows[] = {
		{ "head", &klog.head_id, NULL },
		{ "tail", &klog.tail_id, NULL },
		{ "descs", &klog.descs, NULL },
		{ "infos", &klog.infos, NULL },
		{ "text", &klog.text, NULL },
		{ "desc-bits", NULL, &klog.desc_bits },
		{ "text-bits", NULL, &klog.text_bits },
		{ "desc-size", NULL, &klog.desc_size },
		{ "state", NULL, &klog.desc_state },
		{ "begin", NULL, &klog.desc_begin },
		{ "next", NULL, &klog.desc_next },
		{ "info-size", NULL, &klog.info_size },
		{ "time", NULL, &klog.info_time },
		{ "length", NULL, &klog.info_length },
	};
	struct kdp_error *err;
	uint64_t value = 0;
	size_t i;

	if (ret->text)
		return kdp_text_error(text, "klog: a second time");
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		err = kdp_text_named_u64(text, rows[i].name,
					 rows[i].wide ? UINT64_MAX >> 12 :
							UINT16_MAX,
					 &value);
		if (err)
			return err;
		if (rows[i].wide)
			*rows[i].wide = value;
		else
			*rows[i].narrow = (uint16_t)value;
	}
	if (!klog.text || !kdp_klog_valid(&klog))
		return kdp_text_error(text, "klog: a layout that cannot be");
	*ret = klog;
	return NULL;
}
