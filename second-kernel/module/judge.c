// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * judge.c - whether a loaded crash image quiesces the interrupts by itself.
 *
 * The image is asked, in the memory where it lies and when it is needed, and
 * nobody who loaded it: so nothing is stale when another loader has replaced
 * it.  Purgatory reads the same hand-over and the same plan a moment later,
 * and refuses what is refused here.
 */
#include "judge.h"

#include "purgatory/crc32.h"
#include "purgatory/kdp_abi.h"

/* Bytes of the plan that are in hand at once; the stack is a panic's. */
#define CHUNK 128u

/* The steps by which purgatory does what the kernel then leaves. */
#define STEP_BIT(kind) (1u << (kind))
#define NEEDED_STEPS                                               \
	(STEP_BIT(KDP_STEP_LAPIC_MASK) | STEP_BIT(KDP_STEP_IOAPIC) | \
	 STEP_BIT(KDP_STEP_DRAIN) | STEP_BIT(KDP_STEP_LAPIC_OFF))

_Static_assert(sizeof(struct kdp_plan) <= CHUNK, "chunk");

const char *kdp_verdict_word(enum kdp_verdict verdict)
{
	static const char *const words[] = {
		[KDP_VERDICT_NONE] = "none",
		[KDP_VERDICT_OTHER] = "other",
		[KDP_VERDICT_DAMAGED] = "damaged",
		[KDP_VERDICT_LEAVES] = "leaves",
		[KDP_VERDICT_QUIESCES] = "quiesces",
	};

	return words[verdict];
}

/* Whether [addr, addr + size) lies in the segment. */
static bool in_segment(const struct kdp_judge_segment *segment, uint64_t addr,
		       uint64_t size)
{
	return addr >= segment->addr && size <= segment->size &&
	       addr - segment->addr <= segment->size - size;
}

static const struct kdp_judge_segment *
find_segment(const struct kdp_judge_image *image, uint64_t addr, uint64_t size)
{
	uint32_t i;

	for (i = 0; i < image->segment_count; i++) {
		if (in_segment(&image->segment[i], addr, size))
			return &image->segment[i];
	}
	return NULL;
}

/* Purgatory begins its segment, and the kernel enters where its header says. */
static bool blob_valid(const struct kdp_judge_image *image,
		       const struct kdp_judge_segment *segment,
		       const struct kdp_blob_header *blob)
{
	return blob->magic == KDP_BLOB_MAGIC &&
	       blob->version == KDP_ABI_VERSION &&
	       blob->header_size == sizeof(*blob) &&
	       blob->mem_size <= segment->size &&
	       blob->file_size <= blob->mem_size &&
	       blob->ro_size <= blob->file_size &&
	       blob->entry < blob->ro_size &&
	       image->entry - segment->addr == blob->entry &&
	       blob->handover >= blob->ro_size &&
	       blob->handover <= blob->file_size &&
	       blob->file_size - blob->handover >=
		       sizeof(struct kdp_handover);
}

static bool handover_valid(const struct kdp_handover *handover)
{
	return handover->magic == KDP_HANDOVER_MAGIC &&
	       handover->version == KDP_ABI_VERSION &&
	       handover->size == sizeof(*handover) &&
	       !(handover->flags & KDP_HANDOVER_F_STAGE) &&
	       handover->crc == kdp_crc32(0, handover,
					  offsetof(struct kdp_handover, crc));
}

static bool plan_header_valid(const struct kdp_plan *plan, uint32_t size)
{
	return plan->magic == KDP_PLAN_MAGIC &&
	       plan->version == KDP_ABI_VERSION &&
	       plan->header_size == sizeof(*plan) && plan->size == size &&
	       plan->step_size == sizeof(struct kdp_step) &&
	       plan->step_count <= KDP_PLAN_STEPS_MAX &&
	       plan->steps >= sizeof(*plan) && plan->steps % 8 == 0 &&
	       plan->steps <= size &&
	       plan->step_count <= (size - plan->steps) /
					   sizeof(struct kdp_step);
}

/* The checksum is of the plan with its own field taken as 0. */
static bool plan_crc_right(const struct kdp_judge_image *image, uint64_t addr,
			   const struct kdp_plan *plan)
{
	struct kdp_plan header = *plan;
	uint32_t at = sizeof(header);
	uint8_t chunk[CHUNK];
	uint32_t size, crc;

	header.crc = 0;
	crc = kdp_crc32(0, &header, sizeof(header));
	for (; at < plan->size; at += size) {
		size = plan->size - at;
		if (size > CHUNK)
			size = CHUNK;
		if (!image->read(chunk, addr + at, size))
			return false;
		crc = kdp_crc32(crc, chunk, size);
	}
	return crc == plan->crc;
}

/* An IO-APIC that came after the load is in no table: the kernel knows it. */
static enum kdp_verdict judge_steps(const struct kdp_judge_image *image,
				    uint64_t addr, const struct kdp_plan *plan)
{
	uint32_t found = 0;
	uint32_t i;

	if (plan->flags & KDP_PLAN_F_LEAVE_ALONE)
		return KDP_VERDICT_LEAVES;
	for (i = 0; i < plan->step_count; i++) {
		struct kdp_step step;

		if (!image->read(&step, addr + plan->steps + i * sizeof(step),
				 sizeof(step)))
			return KDP_VERDICT_DAMAGED;
		if (step.kind == KDP_STEP_IOAPIC &&
		    step.table_count < image->ioapic_count)
			return KDP_VERDICT_LEAVES;
		if (step.kind <= KDP_STEP_DIGEST)
			found |= STEP_BIT(step.kind);
	}
	return (found & NEEDED_STEPS) == NEEDED_STEPS ? KDP_VERDICT_QUIESCES :
							KDP_VERDICT_LEAVES;
}

static enum kdp_verdict judge_plan(const struct kdp_judge_image *image,
				   const struct kdp_handover *handover)
{
	uint64_t addr = handover->plan_addr;
	struct kdp_plan plan;

	if (addr % 8 || handover->plan_size < sizeof(plan) ||
	    !find_segment(image, addr, handover->plan_size) ||
	    !image->read(&plan, addr, sizeof(plan)) ||
	    !plan_header_valid(&plan, handover->plan_size) ||
	    !plan_crc_right(image, addr, &plan))
		return KDP_VERDICT_DAMAGED;
	return judge_steps(image, addr, &plan);
}

enum kdp_verdict kdp_judge(const struct kdp_judge_image *image)
{
	const struct kdp_judge_segment *segment;
	struct kdp_handover handover;
	struct kdp_blob_header blob;

	segment = find_segment(image, image->entry, 1);
	if (!segment || segment->size < sizeof(blob) ||
	    !image->read(&blob, segment->addr, sizeof(blob)) ||
	    !blob_valid(image, segment, &blob))
		return KDP_VERDICT_OTHER;
	if (!image->read(&handover, segment->addr + blob.handover,
			 sizeof(handover)) ||
	    !handover_valid(&handover))
		return KDP_VERDICT_DAMAGED;
	return judge_plan(image, &handover);
}
