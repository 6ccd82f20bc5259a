// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * faults.c - exceptions in the steps of purgatory, for the bare tests alone.
 *
 * The linker puts these functions in front of purgatory's own (--wrap), whose
 * objects are those of the product: an image with this file in it is another
 * image, and the product's has no trace of it.  What is to fault, and how, is
 * in the parameters of the test.
 */
#include "purgatory/elfnote.h"
#include "purgatory/fault.h"
#include "purgatory/paging.h"
#include "purgatory/record.h"
#include "purgatory/steps.h"
#include "tests/bare/bare.h"

#define NON_CANONICAL 0x8000000000000000ull
#define NOTHING_THERE 0xd0000000ull	/* no RAM, no device, not mapped */

/* The stack is lost as well: the exception becomes a double fault. */
static void break_stack(void)
{
	__asm__ volatile("mov %0, %%rsp\n\t"
			 "push %0"
			 :
			 : "r"(NOTHING_THERE)
			 : "memory");
}

static void raise(uint32_t vector)
{
	switch (vector) {
	case 6:
		__asm__ volatile("ud2");
		break;
	case 8:
		break_stack();
		break;
	case 13:
		*(volatile uint8_t *)NON_CANONICAL;
		break;
	case 14:
		*(volatile uint8_t *)NOTHING_THERE;
		break;
	default:
		break;
	}
}

static void raise_in(uint16_t kind)
{
	const struct bare_params *p = bare_params();

	if (p->fault_kinds >> kind & 1)
		raise(p->fault_vector);
}

#define WRAP_STEP(function, kind)                                           \
	enum kdp_status __real_##function(const struct kdp_plan *plan,      \
					  const struct kdp_step *step,      \
					  uint64_t *changed);               \
	enum kdp_status __wrap_##function(const struct kdp_plan *plan,      \
					  const struct kdp_step *step,      \
					  uint64_t *changed);               \
	enum kdp_status __wrap_##function(const struct kdp_plan *plan,      \
					  const struct kdp_step *step,      \
					  uint64_t *changed)                \
	{                                                                   \
		raise_in(kind);                                             \
		return __real_##function(plan, step, changed);              \
	}

WRAP_STEP(kdp_watchdog_arm, KDP_STEP_WATCHDOG)
WRAP_STEP(kdp_wait, KDP_STEP_WAIT)
WRAP_STEP(kdp_lapic_mask, KDP_STEP_LAPIC_MASK)
WRAP_STEP(kdp_ioapic_quiesce, KDP_STEP_IOAPIC)
WRAP_STEP(kdp_pci_quiesce, KDP_STEP_PCI)
WRAP_STEP(kdp_hpet_quiesce, KDP_STEP_HPET)
WRAP_STEP(kdp_pic_quiesce, KDP_STEP_PIC)
WRAP_STEP(kdp_rtc_quiesce, KDP_STEP_RTC)
WRAP_STEP(kdp_drain, KDP_STEP_DRAIN)
WRAP_STEP(kdp_lapic_off, KDP_STEP_LAPIC_OFF)
WRAP_STEP(kdp_copy, KDP_STEP_COPY)
WRAP_STEP(kdp_digest, KDP_STEP_DIGEST)

/* Setup: on the tables of the panicking kernel, before there are others. */
void __real_kdp_paging_init(struct kdp_paging *paging,
			    uint64_t (*pool)[KDP_PAGING_WORDS],
			    uint32_t pages, bool la57);
void __wrap_kdp_paging_init(struct kdp_paging *paging,
			    uint64_t (*pool)[KDP_PAGING_WORDS],
			    uint32_t pages, bool la57);
void __wrap_kdp_paging_init(struct kdp_paging *paging,
			    uint64_t (*pool)[KDP_PAGING_WORDS],
			    uint32_t pages, bool la57)
{
	raise_in(KDP_STEP_SETUP);
	__real_kdp_paging_init(paging, pool, pages, la57);
}

enum kdp_status __real_kdp_elfnote_insert(void *header, uint64_t capacity,
					  uint64_t note_addr,
					  uint64_t note_size, uint32_t *index);
enum kdp_status __wrap_kdp_elfnote_insert(void *header, uint64_t capacity,
					  uint64_t note_addr,
					  uint64_t note_size, uint32_t *index);
enum kdp_status __wrap_kdp_elfnote_insert(void *header, uint64_t capacity,
					  uint64_t note_addr,
					  uint64_t note_size, uint32_t *index)
{
	raise_in(KDP_STEP_SEAL);
	return __real_kdp_elfnote_insert(header, capacity, note_addr,
					 note_size, index);
}

/* The fault path itself, once. */
void __real_kdp_record_fault(uint32_t vector, uint64_t rip, uint64_t error,
			     uint64_t cr2);
void __wrap_kdp_record_fault(uint32_t vector, uint64_t rip, uint64_t error,
			     uint64_t cr2);
void __wrap_kdp_record_fault(uint32_t vector, uint64_t rip, uint64_t error,
			     uint64_t cr2)
{
	static bool raised;

	__real_kdp_record_fault(vector, rip, error, cr2);
	if (raised)
		return;
	raised = true;
	raise(bare_params()->fault_inside);
}
