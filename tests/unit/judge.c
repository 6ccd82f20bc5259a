// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Proves of second-kernel/module/judge.c: an image whose purgatory does all the
 * work is told from every other one, and any damage to what says so, the
 * checksums made right again where they would hide it, makes it another.
 */
#include "second-kernel/module/judge.h"

#include <stddef.h>

#include "purgatory/crc32.h"
#include "purgatory/kdp_abi.h"
#include "tests/tap.h"

#define BASE	 0x30000000ull
#define PLAN_AT	 0x31000000ull
#define ENTRY	 0x100u
#define RO_SIZE	 0x200u
#define BLOB_END 0x1000u

enum { MASK, IOAPIC, PCI, DRAIN, OFF, DIGEST, STEPS };

static struct {
	union {
		struct kdp_blob_header header;
		uint8_t byte[BLOB_END];
	} blob;
	struct {
		struct kdp_plan plan;
		struct kdp_step step[STEPS];
		struct kdp_ioapic ioapic[2];
		uint8_t tables[1000];
	} plan;
	struct kdp_judge_segment segment[3];
	struct kdp_judge_image image;
	struct kdp_handover handover;
	bool unreadable;
} m;

/* Memory is the two parts; nothing else may be asked for. */
static bool read_memory(void *to, uint64_t addr, uint32_t size)
{
	const uint8_t *from = NULL;

	if (addr >= BASE && addr - BASE <= sizeof(m.blob) &&
	    size <= sizeof(m.blob) - (addr - BASE))
		from = m.blob.byte + (addr - BASE);
	else if (addr >= PLAN_AT && addr - PLAN_AT <= sizeof(m.plan) &&
		 size <= sizeof(m.plan) - (addr - PLAN_AT))
		from = (const uint8_t *)&m.plan + (addr - PLAN_AT);
	TAP_CHECK(from);
	if (!from || (m.unreadable && addr >= PLAN_AT))
		return false;
	memcpy(to, from, size);
	return true;
}

static void build(void)
{
	static const uint16_t kind[STEPS] = {
		KDP_STEP_LAPIC_MASK, KDP_STEP_IOAPIC, KDP_STEP_PCI,
		KDP_STEP_DRAIN, KDP_STEP_LAPIC_OFF, KDP_STEP_DIGEST,
	};
	unsigned int i;

	memset(&m, 0, sizeof(m));
	m.blob.header.magic = KDP_BLOB_MAGIC;
	m.blob.header.version = KDP_ABI_VERSION;
	m.blob.header.header_size = sizeof(m.blob.header);
	m.blob.header.file_size = BLOB_END - 0x100;
	m.blob.header.mem_size = BLOB_END;
	m.blob.header.ro_size = RO_SIZE;
	m.blob.header.entry = ENTRY;
	m.blob.header.handover = RO_SIZE + 8;
	m.handover.magic = KDP_HANDOVER_MAGIC;
	m.handover.version = KDP_ABI_VERSION;
	m.handover.size = sizeof(m.handover);
	m.handover.plan_addr = PLAN_AT;
	m.handover.plan_size = sizeof(m.plan);
	m.plan.plan.magic = KDP_PLAN_MAGIC;
	m.plan.plan.version = KDP_ABI_VERSION;
	m.plan.plan.header_size = sizeof(m.plan.plan);
	m.plan.plan.size = sizeof(m.plan);
	m.plan.plan.step_size = sizeof(struct kdp_step);
	m.plan.plan.step_count = STEPS;
	m.plan.plan.steps = offsetof(__typeof__(m.plan), step);
	for (i = 0; i < STEPS; i++)
		m.plan.step[i].kind = kind[i];
	m.plan.step[IOAPIC].table = offsetof(__typeof__(m.plan), ioapic);
	m.plan.step[IOAPIC].table_count = 2;
	m.segment[0] = (struct kdp_judge_segment){ 0x2f000000, 0x1000 };
	m.segment[1] = (struct kdp_judge_segment){ PLAN_AT, 0x2000 };
	m.segment[2] = (struct kdp_judge_segment){ BASE, BLOB_END };
	m.image.entry = BASE + ENTRY;
	m.image.segment = m.segment;
	m.image.segment_count = 3;
	m.image.ioapic_count = 2;
	m.image.read = read_memory;
}

/* As the loader leaves it, with the checksums right. */
static enum kdp_verdict judged(void)
{
	m.plan.plan.crc = 0;
	m.plan.plan.crc = kdp_crc32(0, &m.plan, sizeof(m.plan));
	m.handover.crc = kdp_crc32(0, &m.handover,
				   offsetof(struct kdp_handover, crc));
	if (m.blob.header.handover <= BLOB_END - sizeof(m.handover))
		memcpy(m.blob.byte + m.blob.header.handover, &m.handover,
		       sizeof(m.handover));
	return kdp_judge(&m.image);
}

static void the_own_image_quiesces(void)
{
	build();
	TAP_EQ(judged(), KDP_VERDICT_QUIESCES);
	TAP_STR(kdp_verdict_word(KDP_VERDICT_QUIESCES), "quiesces");
}

static void another_entry_is_another_image(void)
{
	build();
	m.image.entry++;
	TAP_EQ(judged(), KDP_VERDICT_OTHER);
	m.image.entry = 0x2e000000;
	TAP_EQ(judged(), KDP_VERDICT_OTHER);
	build();
	m.image.segment_count = 2;
	TAP_EQ(judged(), KDP_VERDICT_OTHER);
	build();
	m.image.segment_count = 0;
	TAP_EQ(judged(), KDP_VERDICT_OTHER);
}

static void each_bit_of_the_magic_counts(void)
{
	unsigned int bit;

	for (bit = 0; bit < 64; bit++) {
		build();
		m.blob.header.magic ^= 1ull << bit;
		TAP_EQ(judged(), KDP_VERDICT_OTHER);
	}
}

#define ONE_WRONG(field, value, verdict)       \
	do {                                   \
		build();                       \
		(field) = (value);             \
		TAP_EQ(judged(), verdict);     \
	} while (0)

static void a_wrong_header_is_another_image(void)
{
	struct kdp_blob_header *h = &m.blob.header;
	const enum kdp_verdict other = KDP_VERDICT_OTHER;

	ONE_WRONG(h->version, 2, other);
	ONE_WRONG(h->header_size, 80, other);
	ONE_WRONG(h->mem_size, BLOB_END + 1, other);
	ONE_WRONG(h->file_size, BLOB_END + 1, other);
	ONE_WRONG(h->ro_size, BLOB_END, other);
	ONE_WRONG(h->ro_size, ENTRY, other);
	ONE_WRONG(h->entry, ENTRY + 8, other);
	ONE_WRONG(h->handover, RO_SIZE - 8, other);
	ONE_WRONG(h->handover, BLOB_END - 0x100 - 8, other);
	ONE_WRONG(h->handover, 0xfffffff8, other);
	ONE_WRONG(m.segment[2].size, sizeof(*h) - 1, other);
}

static void a_wrong_handover_is_damage(void)
{
	struct kdp_handover *h = &m.handover;
	const enum kdp_verdict damaged = KDP_VERDICT_DAMAGED;

	ONE_WRONG(h->magic, 0, damaged);
	ONE_WRONG(h->version, 2, damaged);
	ONE_WRONG(h->size, 112, damaged);
	ONE_WRONG(h->flags, KDP_HANDOVER_F_STAGE, damaged);
	ONE_WRONG(h->plan_addr, PLAN_AT + 4, damaged);
	ONE_WRONG(h->plan_addr, PLAN_AT + 0x2000, damaged);
	ONE_WRONG(h->plan_addr, UINT64_MAX - 7, damaged);
	ONE_WRONG(h->plan_size, 0, damaged);
	ONE_WRONG(h->plan_size, sizeof(struct kdp_plan) - 1, damaged);
	ONE_WRONG(h->plan_size, 0x2001, damaged);
	ONE_WRONG(h->plan_size, UINT32_MAX, damaged);
}

static void a_wrong_plan_is_damage(void)
{
	struct kdp_plan *p = &m.plan.plan;
	const enum kdp_verdict damaged = KDP_VERDICT_DAMAGED;

	ONE_WRONG(p->magic, 0, damaged);
	ONE_WRONG(p->version, 2, damaged);
	ONE_WRONG(p->header_size, 96, damaged);
	ONE_WRONG(p->size, sizeof(m.plan) - 8, damaged);
	ONE_WRONG(p->step_size, 24, damaged);
	ONE_WRONG(p->step_count, KDP_PLAN_STEPS_MAX + 1, damaged);
	ONE_WRONG(p->steps, 0, damaged);
	ONE_WRONG(p->steps, sizeof(*p) + 4, damaged);
	ONE_WRONG(p->steps, sizeof(m.plan) - 8, damaged);
	ONE_WRONG(p->steps, 0xfffffff8, damaged);
	ONE_WRONG(m.unreadable, true, damaged);
}

/* Without the checksums made right. */
static void each_byte_of_the_plan_counts(void)
{
	size_t i;

	build();
	TAP_EQ(judged(), KDP_VERDICT_QUIESCES);
	for (i = 0; i < sizeof(m.plan); i++) {
		((uint8_t *)&m.plan)[i] ^= 0x10;
		TAP_EQ(kdp_judge(&m.image), KDP_VERDICT_DAMAGED);
		((uint8_t *)&m.plan)[i] ^= 0x10;
	}
	for (i = 0; i < sizeof(m.handover); i++) {
		m.blob.byte[m.blob.header.handover + i] ^= 0x10;
		TAP_EQ(kdp_judge(&m.image), KDP_VERDICT_DAMAGED);
		m.blob.byte[m.blob.header.handover + i] ^= 0x10;
	}
	TAP_EQ(kdp_judge(&m.image), KDP_VERDICT_QUIESCES);
}

static void a_plan_that_leaves_work_is_told(void)
{
	const enum kdp_verdict leaves = KDP_VERDICT_LEAVES;
	struct kdp_plan *p = &m.plan.plan;

	ONE_WRONG(p->flags, KDP_PLAN_F_LEAVE_ALONE, leaves);
	ONE_WRONG(p->step_count, 0, leaves);
	ONE_WRONG(m.plan.step[MASK].kind, KDP_STEP_PCI, leaves);
	ONE_WRONG(m.plan.step[IOAPIC].kind, KDP_STEP_PCI, leaves);
	ONE_WRONG(m.plan.step[DRAIN].kind, KDP_STEP_PCI, leaves);
	ONE_WRONG(m.plan.step[OFF].kind, KDP_STEP_PCI, leaves);
	ONE_WRONG(m.plan.step[DRAIN].kind, KDP_STEP_DRAIN + 32, leaves);
	ONE_WRONG(m.plan.step[PCI].kind, 0xffff, KDP_VERDICT_QUIESCES);
	ONE_WRONG(m.plan.step[PCI].kind, KDP_STEP_NONE, KDP_VERDICT_QUIESCES);
}

static void an_ioapic_that_came_later_is_told(void)
{
	build();
	m.image.ioapic_count = 3;
	TAP_EQ(judged(), KDP_VERDICT_LEAVES);
	m.image.ioapic_count = 1;
	TAP_EQ(judged(), KDP_VERDICT_QUIESCES);
}

int main(void)
{
	TAP_RUN(the_own_image_quiesces);
	TAP_RUN(another_entry_is_another_image);
	TAP_RUN(each_bit_of_the_magic_counts);
	TAP_RUN(a_wrong_header_is_another_image);
	TAP_RUN(a_wrong_handover_is_damage);
	TAP_RUN(a_wrong_plan_is_damage);
	TAP_RUN(each_byte_of_the_plan_counts);
	TAP_RUN(a_plan_that_leaves_work_is_told);
	TAP_RUN(an_ioapic_that_came_later_is_told);
	return tap_done();
}
