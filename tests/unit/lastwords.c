// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of purgatory/lastwords.c and klog.c: what is written is a dump by the
 * rules of Linux's fs/pstore (signature, sizes, header line); an empty zone is
 * taken before one with a dump; the newest records of the log follow, whole
 * and in order, as far as there is room; damage in the ring buffer gives no
 * access outside of its arrays.
 */
#include "purgatory/lastwords.h"

#include <stdlib.h>

#include "purgatory/fault.h"
#include "purgatory/klog.h"
#include "purgatory/record.h"
#include "tests/fake/bus.h"
#include "tests/fake/details.h"
#include "tests/tap.h"

#define ZONES	   3u
#define ZONE_SIZE  2048u
#define ZONE_ADDR  0x50000000u
#define RING_ADDR  0x60000000u
#define DESC_BITS  4u
#define TEXT_BITS  9u
#define RECORDS	   (1u << DESC_BITS)
#define TEXT_SIZE  (1u << TEXT_BITS)
#define FINALIZED  (2ull << 62)
#define REUSABLE   (3ull << 62)

/* As in Linux 6.1 (kernel/printk/printk_ringbuffer.h). */
struct desc {
	uint64_t state;
	uint64_t begin;
	uint64_t next;
};

struct info {
	uint64_t seq;
	uint64_t ts_nsec;
	uint16_t text_len;
	uint8_t rest[70];
};

static struct {
	uint64_t head;
	uint64_t tail;
	struct desc desc[RECORDS];
	struct info info[RECORDS];
	uint8_t text[TEXT_SIZE];
	uint64_t next;		/* logical position of the next block */
} *ring;

static struct {
	struct kdp_plan plan;
	struct kdp_last_words words;
} plan;

static uint8_t *zones;
static bool guard_fails;

enum kdp_status kdp_guard_call(enum kdp_status (*function)(void *), void *arg)
{
	return guard_fails ? KDP_STATUS_FAULT : function(arg);
}

static void start(void)
{
	struct kdp_klog_layout *klog = &plan.words.klog;

	details_start();
	guard_fails = false;
	free(zones);
	free(ring);
	zones = calloc(ZONES, ZONE_SIZE);
	ring = calloc(1, sizeof(*ring));
	if (!zones || !ring)
		abort();
	memset(&plan, 0, sizeof(plan));
	plan.plan.last_words = sizeof(plan.plan);
	plan.words.zone = ZONE_ADDR;
	plan.words.zone_size = ZONE_SIZE;
	plan.words.zone_count = ZONES;
	*klog = (struct kdp_klog_layout){
		.head_id = RING_ADDR,
		.tail_id = RING_ADDR + 8,
		.descs = RING_ADDR + offsetof(typeof(*ring), desc),
		.infos = RING_ADDR + offsetof(typeof(*ring), info),
		.text = RING_ADDR + offsetof(typeof(*ring), text),
		.desc_bits = DESC_BITS,
		.text_bits = TEXT_BITS,
		.desc_size = sizeof(struct desc),
		.desc_state = offsetof(struct desc, state),
		.desc_begin = offsetof(struct desc, begin),
		.desc_next = offsetof(struct desc, next),
		.info_size = sizeof(struct info),
		.info_time = offsetof(struct info, ts_nsec),
		.info_length = offsetof(struct info, text_len),
	};
	fake_ram_add(ZONE_ADDR, (uint64_t)ZONES * ZONE_SIZE, zones);
	fake_ram_add(RING_ADDR, sizeof(*ring), ring);
	ring->head = ring->tail = (1ull << 62) - 3;
	ring->desc[ring->head % RECORDS].state = REUSABLE | ring->head;
	/* Two blocks in, the array wraps. */
	ring->next = 7 * TEXT_SIZE - 64;
}

/* As prb_reserve() and prb_final_commit() leave a record. */
static void add_record(const char *text, uint64_t nanoseconds)
{
	uint64_t size = (8 + strlen(text) + 7) & ~7ull;
	uint64_t id = (ring->head + 1) & (~0ull >> 2);
	struct desc *desc = &ring->desc[id % RECORDS];
	struct info *info = &ring->info[id % RECORDS];
	uint64_t at;

	desc->begin = ring->next;
	desc->next = ring->next + size;
	at = desc->begin % TEXT_SIZE;
	if (at + size > TEXT_SIZE) {
		desc->next = (desc->begin / TEXT_SIZE + 1) * TEXT_SIZE + size;
		at = 0;
	}
	memcpy(ring->text + at, &id, 8);
	memcpy(ring->text + at + 8, text, strlen(text));
	info->ts_nsec = nanoseconds;
	info->text_len = (uint16_t)strlen(text);
	desc->state = FINALIZED | id;
	ring->next = desc->next;
	ring->head = id;
	if (((ring->head - ring->tail) & (~0ull >> 2)) >= RECORDS)
		ring->tail = (ring->tail + 1) & (~0ull >> 2);
}

/*
 * What the next kernel does: persistent_ram_post_init() and
 * ramoops_read_kmsg_hdr() of Linux 6.1.  Returns the dump's text, to be freed.
 */
static char *read_zone(unsigned int n)
{
	uint32_t sig, begin, size;
	long long seconds = -1;
	unsigned long micros;
	int header = 0;
	char *text;
	char type;

	memcpy(&sig, zones + n * ZONE_SIZE, 4);
	memcpy(&begin, zones + n * ZONE_SIZE + 4, 4);
	memcpy(&size, zones + n * ZONE_SIZE + 8, 4);
	if (sig != 0x43474244 || size == 0 || size > ZONE_SIZE - 12 ||
	    begin > size)
		return NULL;
	text = calloc(1, size + 1);
	if (!text)
		abort();
	memcpy(text, zones + n * ZONE_SIZE + 12 + begin, size - begin);
	memcpy(text + size - begin, zones + n * ZONE_SIZE + 12, begin);
	if (sscanf(text, "====%lld.%lu-%c\n%n", &seconds, &micros, &type,
		   &header) != 3 || type != 'D' || seconds != 0) {
		free(text);
		return NULL;
	}
	memmove(text, text + header, size - (size_t)header + 1);
	return text;
}

static bool begins(const char *text, const char *with)
{
	return text && strncmp(text, with, strlen(with)) == 0;
}

static void dump_is_one_for_the_next_kernel(void)
{
	char *text;

	start();
	kdp_record_step_begin(KDP_STEP_DIGEST, 4, 7);
	kdp_record_step_end(KDP_STATUS_MISMATCH, 0);
	kdp_record()->nmi_count = 12;
	kdp_record()->digest_bad = 3;
	add_record("Kernel panic - not syncing: test", 12345678901ull);
	TAP_EQ(kdp_last_words(&plan.plan, "the image is corrupt"),
	       KDP_STATUS_OK);
	text = read_zone(0);
	TAP_STR(text,
		"kdump-prep: purgatory did not start the crash kernel: the image is corrupt\n"
		"kdump-prep: 12 NMIs, 0 machine checks, 0 exceptions, 3 damaged blocks\n"
		"kdump-prep: digest: mismatch\n"
		"[   12.345678] Kernel panic - not syncing: test\n");
	free(text);
	TAP_CHECK(!read_zone(1));
}

static void zone_with_a_dump_is_kept_while_there_is_another(void)
{
	unsigned int i;
	char *text;

	start();
	for (i = 0; i < ZONES + 1; i++) {
		kdp_last_words(&plan.plan, i < ZONES ? "first" : "second");
		text = read_zone(i < ZONES ? i : 0);
		TAP_CHECK(begins(text, "kdump-prep: purgatory did not"));
		TAP_CHECK(text &&
			  strstr(text, i < ZONES ? ": first\n" : ": second\n"));
		free(text);
	}
	text = read_zone(1);
	TAP_CHECK(text && strstr(text, ": first\n"));
	free(text);
}

static void newest_records_that_fit_are_there_in_order(void)
{
	char line[64];
	const char *at;
	unsigned int i;
	char *text;

	start();
	plan.words.zone_size = 512;
	for (i = 0; i < 40; i++) {
		snprintf(line, sizeof(line), "record %02u of the log", i);
		add_record(line, i * 1000000ull);
	}
	kdp_last_words(&plan.plan, "a reason");
	text = read_zone(0);
	at = text ? strstr(text, "record ") : NULL;
	TAP_CHECK(at != NULL);
	for (i = at ? (unsigned int)atoi(at + 7) : 40; i < 40; i++) {
		snprintf(line, sizeof(line),
			 "[    0.%06u] record %02u of the log\n", i * 1000, i);
		at = strstr(at - 15, line);
		TAP_CHECK(at != NULL);
		if (!at)
			break;
		at += 15;
	}
	TAP_CHECK(at && strcmp(strchr(at, '\n'), "\n") == 0);
	free(text);
}

static void records_without_text_are_left_out(void)
{
	char *text;

	start();
	add_record("one", 0);
	add_record("two", 0);
	ring->desc[ring->head % RECORDS].begin = 3;
	ring->desc[ring->head % RECORDS].next = 3;
	add_record("three\x1b[1m", 0);
	add_record("four", 0);
	ring->desc[ring->head % RECORDS].state &= ~0ull >> 2;
	kdp_last_words(&plan.plan, "a reason");
	text = read_zone(0);
	TAP_CHECK(text && strstr(text, "] one\n[    0.000000] three?[1m\n"));
	TAP_CHECK(text && !strstr(text, "two") && !strstr(text, "four"));
	free(text);
}

static void damaged_ring_is_survived(void)
{
	uint32_t seed = 1;
	unsigned int i, n;
	uint8_t *bytes;
	char *text;

	for (i = 0; i < 20000; i++) {
		if (i % 100 == 0)
			start();
		for (n = 0; n < 4; n++)
			add_record("some text that is long enough", 7);
		bytes = (uint8_t *)ring;
		for (n = 0; n < 24; n++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[(seed >> 8) % (sizeof(*ring) - 8)] =
				(uint8_t)(seed >> 24);
		}
		memset(zones, 0, (size_t)ZONES * ZONE_SIZE);
		TAP_EQ(kdp_last_words(&plan.plan, "x"), KDP_STATUS_OK);
		text = read_zone(0);
		TAP_CHECK(begins(text, "kdump-prep: "));
		free(text);
		ring->next &= 0xffffff;
	}
}

static void fault_costs_the_log_alone(void)
{
	char *text;

	start();
	plan.words.klog.text = 0;
	add_record("unseen", 0);
	TAP_EQ(kdp_last_words(&plan.plan, "why"), KDP_STATUS_OK);
	text = read_zone(0);
	TAP_CHECK(text && strstr(text, ": why\n") && !strstr(text, "unseen"));
	free(text);
	start();
	guard_fails = true;
	TAP_EQ(kdp_last_words(&plan.plan, "why"), KDP_STATUS_FAULT);
	start();
	plan.plan.last_words = 0;
	TAP_EQ(kdp_last_words(&plan.plan, "why"), KDP_STATUS_SKIPPED);
	TAP_CHECK(!read_zone(0));
}

static void layout_that_leads_outside_is_refused(void)
{
	static const size_t offsets[] = {
		offsetof(struct kdp_klog_layout, desc_bits),
		offsetof(struct kdp_klog_layout, text_bits),
		offsetof(struct kdp_klog_layout, desc_state),
		offsetof(struct kdp_klog_layout, desc_begin),
		offsetof(struct kdp_klog_layout, desc_next),
		offsetof(struct kdp_klog_layout, info_time),
		offsetof(struct kdp_klog_layout, info_length),
	};
	struct kdp_klog_layout layout;
	const uint16_t much = 1000;
	size_t i;

	start();
	TAP_CHECK(kdp_klog_valid(&plan.words.klog));
	for (i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		layout = plan.words.klog;
		memcpy((char *)&layout + offsets[i], &much, sizeof(much));
		TAP_CHECK(!kdp_klog_valid(&layout));
	}
	layout = plan.words.klog;
	layout.desc_size = 7;
	TAP_CHECK(!kdp_klog_valid(&layout));
	layout = plan.words.klog;
	layout.info_size = 0;
	TAP_CHECK(!kdp_klog_valid(&layout));
}

int main(void)
{
	TAP_RUN(dump_is_one_for_the_next_kernel);
	TAP_RUN(zone_with_a_dump_is_kept_while_there_is_another);
	TAP_RUN(newest_records_that_fit_are_there_in_order);
	TAP_RUN(records_without_text_are_left_out);
	TAP_RUN(damaged_ring_is_survived);
	TAP_RUN(fault_costs_the_log_alone);
	TAP_RUN(layout_that_leads_outside_is_refused);
	free(zones);
	free(ring);
	return tap_done();
}
