// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * image.c - assembles the crash image: sizes first, then addresses, then
 * contents, then the digest of the contents, then the plan that holds it; see
 * image.h.
 */
#include "kdump-prep/image.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kdump-prep/blob.h"
#include "kdump-prep/bootparams.h"
#include "kdump-prep/checks.h"
#include "kdump-prep/cleanup.h"
#include "kdump-prep/cmdline.h"
#include "kdump-prep/digest.h"
#include "kdump-prep/note.h"

#define MAX_4G	   0xffffffffull
#define LOW_BYTES  0xa0000u	/* conventional memory */

/* Room for a command line; no kernel takes one of that length. */
#define CMDLINE_ROOM_MAX 65536u

/* Excluding a range can split one entry; marking it adds another. */
#define E820_PER_HIDDEN 2u

/*
 * The parts that purgatory verifies, whole, but of itself what nobody writes.
 * Its own code comes first: it is also covered by SHA-256 whatever the mode.
 */
static const enum kdp_part checked_parts[] = {
	KDP_PART_PURGATORY,
	KDP_PART_KERNEL,
	KDP_PART_INITRD,
	KDP_PART_ELFCOREHDR,
	KDP_PART_BOOTPARAMS,
};

#define CHECKED_MAX (sizeof(checked_parts) / sizeof(checked_parts[0]))

/* Between the steps of the build. */
struct build {
	const struct kdp_topology *topology;
	const struct kdp_firmware *firmware;
	const struct kdp_image_request *request;
	struct kdp_image *image;
	struct kdp_blob_header blob;
	struct kdp_map map[2];
	struct kdp_copy copy;
	struct kdp_digest *digest;
	struct kdp_checked checked[CHECKED_MAX];
	struct kdp_check_range range[CHECKED_MAX];
	size_t checked_count;
	struct kdp_checks_layout layout;
	struct kdp_checks checks;
	struct kdp_plan_image tables;
};

static void cleanup_ranges(struct kdp_ranges *ranges)
{
	kdp_ranges_deinit(ranges);
}

const struct kdp_segment *kdp_image_segment(const struct kdp_image *image,
					    enum kdp_part part)
{
	size_t n = image->index[part];

	return n < image->count ? &image->segment[n] : NULL;
}

static uint64_t addr_of(const struct kdp_image *image, enum kdp_part part)
{
	const struct kdp_segment *s = kdp_image_segment(image, part);

	return s ? s->addr : 0;
}

/* Appends a segment that may lie anywhere. */
static struct kdp_segment *add(struct kdp_image *image, enum kdp_part part,
			       const char *name, const void *data,
			       size_t data_size, uint64_t size)
{
	struct kdp_segment *s = &image->segment[image->count];

	image->index[part] = image->count++;
	s->name = name;
	s->data = data;
	s->data_size = data_size;
	s->size = kdp_page_align(size);
	s->align = KDP_PAGE_SIZE;
	s->max = UINT64_MAX;
	return s;
}

/* The same with a buffer of the image's own; NULL when memory ran out. */
static struct kdp_segment *add_owned(struct kdp_image *image,
				     enum kdp_part part, const char *name,
				     size_t data_size, uint64_t size)
{
	image->data[part] = calloc(1, data_size);
	if (!image->data[part])
		return NULL;
	return add(image, part, name, image->data[part], data_size, size);
}

static struct kdp_error *parse_inputs(struct build *b)
{
	const struct kdp_image_request *r = b->request;
	struct kdp_error *err;

	err = kdp_blob_parse(r->blob, r->blob_size, &b->blob);
	if (!err)
		err = kdp_region_find(b->topology, &b->image->region);
	if (!err)
		err = kdp_backup_needed(b->topology, &b->image->backup);
	return err;
}

static struct kdp_error *make_plan(struct build *b)
{
	struct kdp_plan_model *plan = &b->image->plan;
	struct kdp_policy policy = b->request->policy;
	struct kdp_error *err;

	/* From 4.15 on Linux calibrates its timers behind its APIC set-up. */
	policy.virtual_wire = kdp_release_older(b->request->kernel->release, 4,
						15);
	b->image->quiesces = true;
	err = kdp_plan_build(b->topology, &policy, plan);
	if (!kdp_error_catch(&err, KDP_ERROR_UNSUPPORTED))
		return err;
	/* Purgatory must leave this machine's devices alone. */
	b->image->quiesces = false;
	kdp_plan_deinit(plan);
	memset(plan, 0, sizeof(*plan));
	policy.no_devices = true;
	return kdp_plan_build(b->topology, &policy, plan);
}

/*
 * What purgatory's own page tables must reach.  The second kernel gets the
 * tables that the panicking kernel made.
 */
static void make_map(struct build *b)
{
	const struct kdp_region *region = &b->image->region;
	size_t n = 0;

	b->map[n].addr = region->start;
	b->map[n++].size = region->end - region->start + 1;
	if (b->image->backup.size) {
		b->map[n].addr = 0;
		b->map[n++].size = LOW_BYTES;
	}
	b->tables.map = b->map;
	b->tables.map_count = n;
}

static struct kdp_error *add_kernel(struct build *b)
{
	const struct kdp_image_request *r = b->request;
	const struct kdp_kernel_image *kernel = r->kernel;
	struct kdp_segment *s;

	s = add(b->image, KDP_PART_KERNEL, "kernel", kernel->data,
		kernel->data_size, kernel->mem_size);
	s->align = kernel->align;
	s->min = kernel->min;
	s->ragged = kernel->ragged;
	s->max = kernel->above_4g ? UINT64_MAX : MAX_4G;
	if (!r->initrd_size)
		return NULL;
	s = add(b->image, KDP_PART_INITRD, "initrd", r->initrd,
		r->initrd_size, r->initrd_size);
	s->max = kernel->above_4g ? UINT64_MAX : kernel->initrd_addr_max;
	s->top_down = true;
	return NULL;
}

/* elfcorehdr's size does not depend on addresses. */
static struct kdp_error *add_elfcorehdr(struct build *b)
{
	struct kdp_image *image = b->image;
	uint8_t *data;
	struct kdp_error *err;
	size_t size;

	err = kdp_elfcorehdr_build(b->topology, &image->backup, &data, &size);
	if (err)
		return kdp_checklist_failure(b->request->checks, "elfcorehdr",
					     err);
	kdp_checklist_add(b->request->checks, "elfcorehdr", KDP_CHECKLIST_OK,
			  "every CPU and range of memory has a header");
	image->data[KDP_PART_ELFCOREHDR] = data;
	add(image, KDP_PART_ELFCOREHDR, "elfcorehdr", data, size,
	    kdp_elfcorehdr_capacity(size, b->topology->elfcorehdr_size));
	return NULL;
}

static struct kdp_error *add_bootparams(struct build *b)
{
	KDP_CLEANUP(cleanup_ranges) struct kdp_ranges e820 = { 0 };
	struct kdp_error *err;
	struct kdp_segment *s;
	size_t cmdline, size;

	err = kdp_e820_build(b->topology, NULL, 0, &e820);
	if (err)
		return err;
	cmdline = (size_t)b->request->kernel->cmdline_size + 1;
	if (cmdline > CMDLINE_ROOM_MAX)
		cmdline = CMDLINE_ROOM_MAX;
	size = kdp_bootparams_size(b->firmware,
				   e820.count + 3 * E820_PER_HIDDEN, cmdline);
	s = add_owned(b->image, KDP_PART_BOOTPARAMS, "boot_params", size,
		      size);
	if (!s)
		return &kdp_enomem;
	s->max = b->request->kernel->above_4g ? UINT64_MAX : MAX_4G;
	return NULL;
}

static const struct kdp_block_check *
known_checks(const struct kdp_image_request *request, enum kdp_part part)
{
	if (part == KDP_PART_KERNEL)
		return request->kernel->checks;
	return part == KDP_PART_INITRD ? request->initrd_checks : NULL;
}

/* What is verified; places are filled in once they are known. */
static void list_checked(struct build *b)
{
	const struct kdp_segment *s;
	struct kdp_checked *part;
	size_t i;

	b->checked_count = 0;
	if (b->request->policy.digest == KDP_DIGEST_NONE)
		return;
	for (i = 0; i < CHECKED_MAX; i++) {
		s = kdp_image_segment(b->image, checked_parts[i]);
		/* Rewritten after hotplug, it would not match any more. */
		if (!s || (checked_parts[i] == KDP_PART_ELFCOREHDR &&
			   b->image->hotplug))
			continue;
		part = &b->checked[b->checked_count++];
		part->data = s->data;
		part->addr = s->addr;
		part->checks = known_checks(b->request, checked_parts[i]);
		part->size = checked_parts[i] == KDP_PART_PURGATORY ?
				     b->blob.ro_size :
				     s->data_size;
	}
}

/* Parts that get a SHA-256 of each of their large blocks. */
static size_t hashed_count(const struct build *b)
{
	if (b->request->policy.digest == KDP_DIGEST_SHA256)
		return b->checked_count;
	return b->checked_count ? 1 : 0;
}

static struct kdp_error *add_parity(struct build *b)
{
	struct kdp_error *err;

	if (!b->checked_count)
		return NULL;
	err = kdp_checks_lay_out(b->checked, b->checked_count, &b->layout);
	if (err)
		return err;
	if (!add_owned(b->image, KDP_PART_PARITY, "parity", b->layout.size,
		       b->layout.size))
		return &kdp_enomem;
	return NULL;
}

static struct kdp_error *add_plan(struct build *b)
{
	size_t count = 0;
	size_t size, i;

	list_checked(b);
	for (i = 0; i < hashed_count(b); i++)
		count += kdp_digest_count(b->checked[i].size);
	b->digest = calloc(count + 1, sizeof(*b->digest));
	if (!b->digest)
		return &kdp_enomem;
	b->tables.digest = b->digest;
	b->tables.digest_count = count;
	if (b->checked_count)
		b->tables.checks = &b->checks;
	b->tables.range = b->range;
	b->tables.range_count = b->checked_count;
	b->tables.copy = &b->copy;
	b->tables.copy_count = b->image->backup.size ? 1 : 0;
	size = kdp_plan_encoded_size(&b->image->plan, &b->tables);
	if (!add_owned(b->image, KDP_PART_PLAN, "plan", size, size))
		return &kdp_enomem;
	return NULL;
}

/* The parts, the most demanding first, as the placement wants them. */
static struct kdp_error *add_parts(struct build *b)
{
	static const uint8_t nothing;
	struct kdp_image *image = b->image;
	struct kdp_error *err;
	size_t part;

	for (part = 0; part < KDP_PART_COUNT; part++)
		image->index[part] = KDP_PART_COUNT;
	err = add_kernel(b);
	if (err)
		return err;
	if (!add_owned(image, KDP_PART_PURGATORY, "purgatory",
		       b->blob.file_size, b->blob.mem_size) ||
	    !add_owned(image, KDP_PART_NOTE, "note", KDP_NOTE_SEGMENT_SIZE,
		       KDP_NOTE_SEGMENT_SIZE))
		return &kdp_enomem;
	err = add_elfcorehdr(b);
	if (!err)
		err = add_bootparams(b);
	if (!err)
		err = add_plan(b);
	if (!err)
		err = add_parity(b);
	if (!err && image->backup.size)
		add(image, KDP_PART_BACKUP, "backup", &nothing, 0,
		    image->backup.size);
	return err;
}

static struct kdp_error *fill_elfcorehdr(struct build *b)
{
	struct kdp_image *image = b->image;
	struct kdp_segment *s;
	struct kdp_error *err;
	uint8_t *data;
	size_t size;

	if (!image->backup.size)
		return NULL;
	image->backup.to = addr_of(image, KDP_PART_BACKUP);
	b->copy.from = image->backup.from;
	b->copy.to = image->backup.to;
	b->copy.size = image->backup.size;
	err = kdp_elfcorehdr_build(b->topology, &image->backup, &data, &size);
	if (err)
		return err;
	free(image->data[KDP_PART_ELFCOREHDR]);
	image->data[KDP_PART_ELFCOREHDR] = data;
	s = &image->segment[image->index[KDP_PART_ELFCOREHDR]];
	s->data = data;
	return NULL;
}

/* @reserved: bytes that must stay free */
static struct kdp_error *add_defaults(struct build *b, size_t reserved,
				      char **ret)
{
	const struct kdp_image_request *r = b->request;
	struct kdp_cmdline_facts facts = {
		.release = r->kernel->release,
		.boot_apicid = r->boot_apicid,
		.many_msi = kdp_topology_many_msi(b->topology),
	};
	size_t room = r->kernel->cmdline_size;

	room = room > reserved ? room - reserved : 0;
	return kdp_cmdline_build(r->cmdline, room, &r->defaults, &facts,
				 b->image->word, ret);
}

/* What is known only now: addresses, and the map with what is hidden. */
static struct kdp_error *fill_cmdline(struct build *b,
				      const struct kdp_ranges *e820)
{
	struct kdp_image *image = b->image;
	KDP_AUTO_FREE char *memmap = NULL;
	KDP_AUTO_FREE char *words = NULL;
	KDP_AUTO_FREE char *line = NULL;
	struct kdp_error *err = NULL;

	if (b->request->pass_memmap)
		err = kdp_cmdline_memmap(e820, &memmap);
	if (err)
		return err;
	if (asprintf(&words, "elfcorehdr=0x%" PRIx64 "%s%s",
		     addr_of(image, KDP_PART_ELFCOREHDR), memmap ? " " : "",
		     memmap ? memmap : "") < 0) {
		words = NULL;
		return &kdp_enomem;
	}
	err = add_defaults(b, strlen(words) + 1, &line);
	return err ? err : kdp_cmdline_insert(line, words, &image->cmdline);
}

static struct kdp_error *fill_bootparams(struct build *b)
{
	static const enum kdp_part kept[] = {
		KDP_PART_ELFCOREHDR, KDP_PART_NOTE, KDP_PART_BACKUP,
	};
	KDP_CLEANUP(cleanup_ranges) struct kdp_ranges e820 = { 0 };
	struct kdp_image *image = b->image;
	const struct kdp_segment *s;
	struct kdp_hidden hidden[3];
	struct kdp_bootparams input;
	struct kdp_error *err;
	size_t i, n = 0;

	for (i = 0; i < 3; i++) {
		s = kdp_image_segment(image, kept[i]);
		if (!s)
			continue;
		hidden[n].addr = s->addr;
		hidden[n++].size = s->size;
	}
	err = kdp_e820_build(b->topology, hidden, n, &e820);
	if (err)
		return err;
	err = fill_cmdline(b, &e820);
	if (err)
		return err;
	input.kernel = b->request->kernel;
	input.firmware = b->firmware;
	input.cmdline = image->cmdline;
	input.rsdp_addr = b->topology->rsdp_addr;
	input.initrd_addr = addr_of(image, KDP_PART_INITRD);
	input.initrd_size = b->request->initrd_size;
	input.e820 = &e820;
	input.seed = b->request->seed;
	s = kdp_image_segment(image, KDP_PART_BOOTPARAMS);
	err = kdp_bootparams_build(&input, s->addr,
				   image->data[KDP_PART_BOOTPARAMS],
				   s->data_size);
	if (!err)
		kdp_checklist_add(b->request->checks, "command-line",
				  KDP_CHECKLIST_OK, "%zu bytes of at most %u",
				  strlen(image->cmdline),
				  b->request->kernel->cmdline_size);
	return kdp_checklist_failure(b->request->checks, "command-line", err);
}

static void fill_purgatory(struct build *b)
{
	const struct kdp_image_request *r = b->request;
	struct kdp_image *image = b->image;
	uint8_t *data = image->data[KDP_PART_PURGATORY];
	uint64_t base = addr_of(image, KDP_PART_PURGATORY);
	const struct kdp_segment *elf, *plan;
	struct kdp_handover h = { 0 };

	elf = kdp_image_segment(image, KDP_PART_ELFCOREHDR);
	plan = kdp_image_segment(image, KDP_PART_PLAN);
	memcpy(data, r->blob, b->blob.file_size);
	kdp_blob_place(&b->blob, data, base);
	h.plan_addr = plan->addr;
	h.plan_size = (uint32_t)plan->data_size;
	h.note_addr = addr_of(image, KDP_PART_NOTE);
	h.note_size = KDP_NOTE_SEGMENT_SIZE;
	h.elfcorehdr_addr = elf->addr;
	h.elfcorehdr_size = elf->size;
	h.kernel_entry = addr_of(image, KDP_PART_KERNEL) + r->kernel->entry;
	h.boot_params = addr_of(image, KDP_PART_BOOTPARAMS);
	h.serial_kind = r->serial_kind;
	h.serial_base = r->serial_base;
	h.serial_baud = r->serial_baud;
	h.reset = b->topology->reset;
	kdp_blob_hand_over(&b->blob, data, &h);
	image->entry = base + b->blob.entry;
}

static void fill_digest(struct build *b)
{
	struct kdp_digest *at = b->digest;
	const struct kdp_checked *part;
	const struct kdp_segment *s;
	size_t i;

	list_checked(b);
	if (!b->checked_count)
		return;
	for (i = 0; i < b->checked_count; i++) {
		part = &b->checked[i];
		b->range[i].addr = part->addr;
		b->range[i].size = part->size;
		if (i >= hashed_count(b))
			continue;
		kdp_digest_fill(part->data, part->size, part->addr, at);
		at += kdp_digest_count(part->size);
	}
	s = kdp_image_segment(b->image, KDP_PART_PARITY);
	kdp_checks_fill(b->checked, b->checked_count, &b->layout,
			s->addr, b->image->data[KDP_PART_PARITY], &b->checks);
}

static struct kdp_error *fill_plan(struct build *b)
{
	struct kdp_image *image = b->image;
	const struct kdp_segment *s = kdp_image_segment(image, KDP_PART_PLAN);
	void *data = image->data[KDP_PART_PLAN];
	struct kdp_note_facts facts = { 0 };
	struct kdp_plan header;
	struct kdp_error *err;

	err = kdp_plan_encode(&image->plan, &b->tables, data, s->data_size);
	if (!err)
		err = kdp_plan_check(data, s->data_size);
	if (err)
		return err;
	memcpy(&header, data, sizeof(header));
	facts.load_time = b->request->load_time;
	facts.blob_addr = addr_of(image, KDP_PART_PURGATORY);
	facts.plan_crc = header.crc;
	facts.cpu_count = (uint32_t)b->topology->cpu_count;
	facts.guest = b->topology->guest;
	facts.tsc_khz = header.tsc_khz;
	facts.step_count = header.step_count;
	kdp_note_build(&facts, image->data[KDP_PART_NOTE]);
	return NULL;
}

/* Where the kernel does not tell, all that there is. */
static uint64_t ram_bytes(const struct build *b)
{
	const struct kdp_ranges *memory = &b->topology->memory;
	uint64_t sum = 0;
	size_t i;

	if (b->request->ram)
		return b->request->ram;
	for (i = 0; i < memory->count; i++)
		if (memory->range[i].type == KDP_RANGE_RAM)
			sum += memory->range[i].end - memory->range[i].start +
			       1;
	return sum;
}

/* --mem-min and --mem-max. */
static void bound(struct build *b)
{
	const struct kdp_image_request *r = b->request;
	struct kdp_segment *s = b->image->segment;
	size_t i;

	for (i = 0; i < b->image->count; i++) {
		if (s[i].min < r->mem_min)
			s[i].min = r->mem_min;
		if (r->mem_max && s[i].max > r->mem_max)
			s[i].max = r->mem_max;
	}
}

static struct kdp_error *place(struct build *b)
{
	struct kdp_checklist *checks = b->request->checks;
	struct kdp_image *image = b->image;
	const struct kdp_region *region = &image->region;
	struct kdp_error *err;

	bound(b);
	err = kdp_segments_place(region, image->segment, image->count);
	if (b->request->mem_min || b->request->mem_max)
		err = kdp_error_wrap(err, "within --mem-min and --mem-max");
	if (!err)
		kdp_checklist_add(checks, "placement", KDP_CHECKLIST_OK,
				  "%zu segments, of at most %u, fit into 0x%" PRIx64 " bytes",
				  image->count, KDP_SEGMENTS_MAX,
				  region->end - region->start + 1);
	return kdp_checklist_failure(checks, "placement", err);
}

static struct kdp_error *check_rules(struct build *b)
{
	struct kdp_checklist *checks = b->request->checks;
	struct kdp_image *image = b->image;
	struct kdp_error *err;

	err = kdp_segments_check(&image->region, image->segment, image->count,
				 image->entry, ram_bytes(b),
				 image->index[KDP_PART_ELFCOREHDR]);
	if (!err)
		kdp_checklist_add(checks, "kernel-rules", KDP_CHECKLIST_OK,
				  "the kernel's rules for segments hold");
	return kdp_checklist_failure(checks, "kernel-rules", err);
}

static struct kdp_error *build(struct build *b)
{
	struct kdp_error *err;

	err = parse_inputs(b);
	if (!err)
		err = make_plan(b);
	if (err)
		return err;
	b->image->hotplug = b->topology->elfcorehdr_size != 0;
	make_map(b);
	err = add_parts(b);
	if (!err)
		err = place(b);
	if (!err)
		err = fill_elfcorehdr(b);
	if (!err)
		err = fill_bootparams(b);
	if (err)
		return err;
	fill_purgatory(b);
	fill_digest(b);
	err = fill_plan(b);
	return err ? err : check_rules(b);
}

struct kdp_error *kdp_image_build(const struct kdp_topology *topology,
				  const struct kdp_firmware *firmware,
				  const struct kdp_image_request *request,
				  struct kdp_image *ret)
{
	struct build b = {
		.topology = topology,
		.firmware = firmware,
		.request = request,
		.image = ret,
	};
	struct kdp_error *err;

	ret->kernel = request->kernel;
	err = build(&b);

	free(b.digest);
	return err;
}

void kdp_image_deinit(struct kdp_image *image)
{
	size_t i;

	for (i = 0; i < KDP_PART_COUNT; i++)
		free(image->data[i]);
	free(image->cmdline);
	kdp_plan_deinit(&image->plan);
	memset(image, 0, sizeof(*image));
}
