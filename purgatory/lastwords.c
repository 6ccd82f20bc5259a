// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lastwords.c - writes a dump as ramoops does; see lastwords.h.
 *
 * A zone is a header of three words and a ring of bytes; a dump begins at the
 * ring's start with "====seconds.micros-D" (Linux 6.1, fs/pstore/ram.c and
 * ram_core.c, which are much older).  There is no clock here: the time is 0.
 */
#include "purgatory/lastwords.h"

#include <stddef.h>

#include "purgatory/fault.h"
#include "purgatory/klog.h"
#include "purgatory/record.h"
#include "purgatory/words.h"

#include "cpu.h"

#define ZONE_SIG 0x43474244u	/* "DBGC" */
#define DUMP_HEADER "====0.000000-D\n"

struct zone {
	uint32_t sig;
	uint32_t start;
	uint32_t size;
	char data[];
};

struct out {
	const struct kdp_last_words *words;
	const char *why;
	struct zone *zone;
	size_t used;
	size_t room;
};

static void put(struct out *out, const char *text)
{
	for (; *text && out->used < out->room; text++)
		out->zone->data[out->used++] = *text;
}

static void put_number(struct out *out, uint64_t value, const char *behind)
{
	char digits[21];
	size_t at = sizeof(digits) - 1;

	digits[at] = '\0';
	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	put(out, digits + at);
	put(out, behind);
}

static struct zone *zone_at(const struct kdp_last_words *words, uint32_t i)
{
	return kdp_phys_ptr(words->zone + (uint64_t)i * words->zone_size,
			    words->zone_size);
}

/* An empty zone; the first one where each holds an older dump. */
static struct zone *choose_zone(const struct kdp_last_words *words)
{
	struct zone *zone;
	uint32_t i;

	for (i = 0; i < words->zone_count; i++) {
		zone = zone_at(words, i);
		if (zone->sig != ZONE_SIG || zone->size == 0)
			return zone;
	}
	return zone_at(words, 0);
}

static void put_step(struct out *out, const struct kdp_entry *entry)
{
	put(out, "kdump-prep: ");
	put(out, kdp_word_kind(entry->kind));
	if (entry->type == KDP_ENTRY_FAULT) {
		put(out, ": exception ");
		put_number(out, entry->object, "\n");
		return;
	}
	put(out, ": ");
	put(out, kdp_word_status(entry->status));
	put(out, "\n");
}

static void put_summary(struct out *out)
{
	const struct kdp_record *record = kdp_record();
	const struct kdp_entry *entry = (const void *)(record + 1);
	uint32_t i;

	put(out, "kdump-prep: purgatory did not start the crash kernel: ");
	put(out, out->why);
	put(out, "\nkdump-prep: ");
	put_number(out, record->nmi_count, " NMIs, ");
	put_number(out, record->mce_count, " machine checks, ");
	put_number(out, record->fault_count, " exceptions, ");
	put_number(out, record->digest_bad, " damaged blocks\n");
	for (i = 0; i < record->entry_count && i < record->entry_max; i++)
		if (entry[i].type == KDP_ENTRY_STEP ||
		    entry[i].type == KDP_ENTRY_FAULT)
			put_step(out, &entry[i]);
}

static void close_zone(const struct out *out)
{
	out->zone->start = 0;
	out->zone->size = (uint32_t)out->used;
	out->zone->sig = ZONE_SIG;
}

/* The header is written last: what it tells of is there. */
static enum kdp_status write_summary(void *arg)
{
	struct out *out = arg;

	out->zone = choose_zone(out->words);
	out->zone->size = 0;
	out->zone->start = 0;
	out->room = out->words->zone_size - sizeof(struct zone);
	put(out, DUMP_HEADER);
	put_summary(out);
	close_zone(out);
	return KDP_STATUS_OK;
}

static enum kdp_status write_log(void *arg)
{
	struct out *out = arg;
	const struct kdp_klog_layout *layout = &out->words->klog;
	struct kdp_klog log = { .layout = layout };
	const uint64_t *end;

	if (!layout->text)
		return KDP_STATUS_SKIPPED;
	log.descs = kdp_phys_ptr(layout->descs,
				 (uint64_t)layout->desc_size
					 << layout->desc_bits);
	log.infos = kdp_phys_ptr(layout->infos,
				 (uint64_t)layout->info_size
					 << layout->desc_bits);
	log.text = kdp_phys_ptr(layout->text, 1ull << layout->text_bits);
	end = kdp_phys_ptr(layout->head_id, sizeof(*end));
	log.head = *end;
	end = kdp_phys_ptr(layout->tail_id, sizeof(*end));
	log.tail = *end;
	out->used += kdp_klog_tail(&log, out->zone->data + out->used,
				   out->room - out->used);
	close_zone(out);
	return KDP_STATUS_OK;
}

enum kdp_status kdp_last_words(const struct kdp_plan *plan, const char *why)
{
	struct out out = { .why = why };
	enum kdp_status status;

	if (!plan->last_words)
		return KDP_STATUS_SKIPPED;
	out.words = (const void *)((const uint8_t *)plan + plan->last_words);
	status = kdp_guard_call(write_summary, &out);
	if (status != KDP_STATUS_OK)
		return status;
	status = kdp_guard_call(write_log, &out);
	return status == KDP_STATUS_SKIPPED ? KDP_STATUS_OK : status;
}
