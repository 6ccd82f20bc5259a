// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plan.c - decides the steps for a machine; see plan.h.
 *
 * The order is that of the dangers.  Sources that can interrupt this CPU by
 * themselves come first (its own LVT entries), then what forwards interrupts
 * (IO-APICs), then what sends them (PCI functions, timers): a source is never
 * woken by the quiescing of another, and the pins that a HPET gives back to
 * PIT and RTC are masked by then.  Only when all are masked is the rest
 * drained, and the local APIC switched off last, since a disabled one keeps
 * what is pending in it.  No step depends on the digest of the image; it comes
 * last, behind the copy of low memory, so that it would see a copy that went
 * astray.
 */
#include "kdump-prep/plan.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "kdump-prep/plan_map.h"
#include "kdump-prep/plan_steps.h"
#include "kdump-prep/table_text.h"
#include "kdump-prep/topology_text.h"
#include "kdump-prep/watchdog.h"

/* 7 LVT entries and 4 of AMD's, each read, written, read back; 4 others. */
#define LAPIC_MASK_US (KDP_PLAN_BASE_US + 37u * KDP_PLAN_ACCESS_US)
/*
 * 1,920 accesses.  A pin takes 18, and 40 if it is to be masked, to be ended
 * without an EOI register and to be made level; where one takes 20 us, which is
 * in guests, there are 24 pins.
 */
#define IOAPIC_US (120u * 16u * KDP_PLAN_ACCESS_US)
/* 256 vectors: 24 registers read for each, and the interrupt taken. */
#define DRAIN_US (KDP_PLAN_BASE_US + 256u * 2u * KDP_PLAN_ACCESS_US)
/* The TCO timer: ids, control, NO_REBOOT, SMI_EN, status, timer, reload. */
#define WATCHDOG_US (20u * KDP_PLAN_ACCESS_US)
#define LAPIC_OFF_US (KDP_PLAN_BASE_US + 4u * KDP_PLAN_ACCESS_US)
/* 32 comparators and 3 more registers, each read, written, read back. */
#define HPET_US (35u * 3u * KDP_PLAN_ACCESS_US)
/* Two controllers: 10 accesses, 9 for masks and EOIs, and 5 again. */
#define PIC_US (KDP_PLAN_BASE_US + 2u * 24u * KDP_PLAN_ACCESS_US)
/* 5 registers, each by index and data port. */
#define RTC_US (KDP_PLAN_BASE_US + 10u * KDP_PLAN_ACCESS_US)

/* The most for a step, whatever the tables say: the promise is a bound. */
#define STEP_MAX_US 5000000u

uint32_t kdp_plan_budget(uint64_t us)
{
	return us > STEP_MAX_US ? STEP_MAX_US : (uint32_t)us;
}

struct kdp_error *kdp_plan_add_step(struct kdp_plan_model *plan,
				    enum kdp_step_kind kind,
				    struct kdp_plan_step step,
				    const char *format, ...)
{
	struct kdp_plan_step *added;
	struct kdp_error *err;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&step.reason, format, ap);
	va_end(ap);
	if (len < 0)
		return &kdp_enomem;
	step.kind = kind;
	err = kdp_table_grow(&plan->step, &plan->step_count, sizeof(*added),
			     &added);
	if (err) {
		free(step.reason);
		return err;
	}
	*added = step;
	return NULL;
}

/* Adds the pages of a watchdog's registers. */
static struct kdp_error *map_watchdog(struct kdp_plan_model *plan,
				      const struct kdp_topology *topology,
				      const struct kdp_watchdog *watchdog)
{
	if (watchdog->kind == KDP_WATCHDOG_I6300ESB)
		return kdp_plan_map_page(plan, topology, "watchdog",
					 watchdog->base);
	if (watchdog->no_reboot)
		return kdp_plan_map_page(plan, topology, "NO_REBOOT",
					 watchdog->no_reboot);
	return NULL;
}

/*
 * The first one that can be armed will be; the others stand in for it, since
 * firmware may have fixed NO_REBOOT.
 */
static struct kdp_error *plan_watchdog(struct kdp_plan_model *plan,
				       const struct kdp_topology *topology,
				       const struct kdp_policy *policy)
{
	struct kdp_plan_step step = { .budget_us = KDP_PLAN_BASE_US };
	struct kdp_watchdog *watchdog;
	struct kdp_error *err;
	size_t i;

	if (!policy->watchdog_ms)
		return NULL;
	if (topology->guest != KDP_GUEST_PLAIN)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: purgatory must not touch the devices of this machine, and so can arm no watchdog",
					kdp_name_of(kdp_guest_names,
						    topology->guest));
	if (!topology->watchdog_count)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"no watchdog that purgatory knows: expected an i6300ESB, or the TCO timer of an Intel chipset whose NO_REBOOT bit can be reached");
	for (i = 0; i < topology->watchdog_count; i++) {
		err = map_watchdog(plan, topology, &topology->watchdog[i]);
		if (!err)
			err = kdp_table_grow(&plan->watchdog,
					     &plan->watchdog_count,
					     sizeof(*watchdog), &watchdog);
		if (err)
			return err;
		*watchdog = topology->watchdog[i];
		watchdog->timeout_ms = policy->watchdog_ms;
		step.budget_us += WATCHDOG_US;
	}
	return kdp_plan_add_step(plan, KDP_STEP_WATCHDOG, step,
				 "a hang from here on, in the second kernel too, ends in a reset after %" PRIu32
				 " s; by %s%s",
				 policy->watchdog_ms / 1000,
				 kdp_name_of(kdp_watchdog_names,
					     plan->watchdog[0].kind),
				 plan->watchdog_count > 1 ? ", else the next" : "");
}

static struct kdp_error *plan_wait(struct kdp_plan_model *plan,
				   const struct kdp_policy *policy)
{
	uint64_t us = policy->test_wait_ms * 1000ull;
	struct kdp_plan_step step = {
		.flags = KDP_STEP_F_TEST_ONLY,
		.budget_us = us > UINT32_MAX / 2 ? UINT32_MAX / 2 :
						   (uint32_t)us,
	};

	if (!policy->test_wait_ms)
		return NULL;
	step.arg = step.budget_us;
	return kdp_plan_add_step(plan, KDP_STEP_WAIT, step,
				 "for tests only: spend %" PRIu32
				 " ms with every source still unmasked",
				 step.budget_us / 1000);
}

static struct kdp_error *plan_lapic_mask(struct kdp_plan_model *plan,
					 const struct kdp_topology *topology)
{
	struct kdp_plan_step step = { .budget_us = LAPIC_MASK_US };
	struct kdp_error *err;

	err = kdp_plan_map_page(plan, topology, "local APIC",
				topology->lapic_addr);
	if (err)
		return err;
	return kdp_plan_add_step(plan, KDP_STEP_LAPIC_MASK, step,
				 "the panicking kernel leaves LINT1 (NMI)%s unmasked",
				 topology->pcat_compat ? " and LINT0 (8259)" : "");
}

static const char *remapping_note(const struct kdp_topology *topology)
{
	switch (topology->iommu) {
	case KDP_IOMMU_VTD:
		return "; entries may be remapped by VT-d: mask bits and EOIs only";
	case KDP_IOMMU_AMD:
		return "; entries may be remapped by AMD-Vi: mask bits and EOIs only";
	default:
		return "";
	}
}

static struct kdp_error *plan_ioapic(struct kdp_plan_model *plan,
				     const struct kdp_topology *topology)
{
	struct kdp_plan_step step = { 0 };
	struct kdp_ioapic *ioapic;
	struct kdp_error *err;
	uint64_t us;
	size_t i;

	if (!topology->ioapic_count)
		return NULL;
	for (i = 0; i < topology->ioapic_count; i++) {
		err = kdp_plan_map_page(plan, topology, "IO-APIC",
					topology->ioapic[i].addr);
		if (!err)
			err = kdp_table_grow(&plan->ioapic,
					     &plan->ioapic_count,
					     sizeof(*ioapic), &ioapic);
		if (err)
			return err;
		*ioapic = topology->ioapic[i];
	}
	us = KDP_PLAN_BASE_US + plan->ioapic_count * (uint64_t)IOAPIC_US;
	step.budget_us = kdp_plan_budget(us);
	return kdp_plan_add_step(plan, KDP_STEP_IOAPIC, step,
				 "%zu IO-APIC%s: a level interrupt without an EOI blocks its pin for the second kernel%s",
				 plan->ioapic_count, plan->ioapic_count == 1 ? "" : "s",
				 remapping_note(topology));
}

static struct kdp_error *plan_hpet(struct kdp_plan_model *plan,
				   const struct kdp_topology *topology)
{
	struct kdp_plan_step step = { 0 };
	struct kdp_hpet *hpet;
	struct kdp_error *err;
	uint64_t us;
	size_t i;

	if (!topology->hpet_count)
		return NULL;
	for (i = 0; i < topology->hpet_count; i++) {
		err = kdp_plan_map_page(plan, topology, "HPET",
					topology->hpet[i].addr);
		if (!err)
			err = kdp_table_grow(&plan->hpet, &plan->hpet_count,
					     sizeof(*hpet), &hpet);
		if (err)
			return err;
		*hpet = topology->hpet[i];
	}
	us = KDP_PLAN_BASE_US + plan->hpet_count * (uint64_t)HPET_US;
	step.budget_us = kdp_plan_budget(us);
	return kdp_plan_add_step(plan, KDP_STEP_HPET, step,
				 "%zu HPET%s: a comparator can send messages past the IO-APICs; the counter runs on",
				 plan->hpet_count, plan->hpet_count == 1 ? "" : "s");
}

static struct kdp_error *plan_legacy(struct kdp_plan_model *plan,
				     const struct kdp_topology *topology)
{
	struct kdp_plan_step pic = { .budget_us = PIC_US };
	struct kdp_plan_step rtc = { .budget_us = RTC_US };
	struct kdp_error *err = NULL;

	if (topology->pcat_compat)
		err = kdp_plan_add_step(plan, KDP_STEP_PIC, pic,
					"the 8259 pair reaches the CPU through LINT0; the PIT has no mask of its own and ends here and at the IO-APICs");
	if (err || !topology->cmos_rtc)
		return err;
	return kdp_plan_add_step(plan, KDP_STEP_RTC, rtc,
				 "an alarm or tick that nobody answers holds its line, and the second kernel sees no further edge");
}

static struct kdp_error *plan_drain(struct kdp_plan_model *plan,
				    const struct kdp_policy *policy)
{
	struct kdp_plan_step drain = { .budget_us = DRAIN_US };
	struct kdp_plan_step off = { .budget_us = LAPIC_OFF_US,
				     .arg = policy->virtual_wire };
	struct kdp_error *err;

	err = kdp_plan_add_step(plan, KDP_STEP_DRAIN, drain,
				"pending interrupts outlive the jump, and so does a latched NMI");
	if (err)
		return err;
	return kdp_plan_add_step(plan, KDP_STEP_LAPIC_OFF, off, "%s",
				 policy->virtual_wire ?
					 "a second kernel before Linux 4.15 needs virtual wire" :
					 "the second kernel enables interrupts before it sets up its local APIC");
}

static struct kdp_error *plan_image(struct kdp_plan_model *plan,
				    const struct kdp_topology *topology,
				    const struct kdp_policy *policy)
{
	struct kdp_plan_step step = { 0 };
	struct kdp_plan_step digest = { .arg = policy->digest };
	const char *alone = policy->no_devices ? "; devices left alone: " : "";
	const char *guest = "";
	struct kdp_error *err;

	/* CPUID raises an exception where the guest's state is encrypted. */
	if (policy->no_devices) {
		digest.flags = KDP_STEP_F_PORTABLE;
		guest = kdp_name_of(kdp_guest_names, topology->guest);
	}
	err = kdp_plan_add_step(plan, KDP_STEP_COPY, step,
				"second kernels that use the first MiB overwrite it; left out for others%s%s",
				alone, guest);
	if (err || policy->digest == KDP_DIGEST_NONE)
		return err;
	return kdp_plan_add_step(plan, KDP_STEP_DIGEST, digest,
				 "the panicking kernel or a device may have written into the image; by CRC-32C and parity%s%s%s",
				 policy->digest == KDP_DIGEST_SHA256 ?
					 ", then SHA-256" : "",
				 alone, guest);
}

static struct kdp_error *plan_cpus(struct kdp_plan_model *plan,
				   const struct kdp_topology *topology)
{
	struct kdp_plan_cpu *cpu;
	struct kdp_error *err;
	size_t i;

	for (i = 0; i < topology->cpu_count; i++) {
		if (!topology->cpu[i].has_apic_id)
			continue;
		err = kdp_table_grow(&plan->cpu, &plan->cpu_count, sizeof(*cpu),
				     &cpu);
		if (err)
			return err;
		*cpu = (struct kdp_plan_cpu){
			.apic_id = topology->cpu[i].apic_id,
			.number = topology->cpu[i].id,
		};
	}
	return NULL;
}

static struct kdp_error *plan_devices(struct kdp_plan_model *plan,
				      const struct kdp_topology *topology,
				      const struct kdp_policy *policy)
{
	struct kdp_error *err;

	err = plan_cpus(plan, topology);
	if (!err)
		err = plan_lapic_mask(plan, topology);
	if (!err)
		err = plan_ioapic(plan, topology);
	if (!err)
		err = kdp_plan_pci(plan, topology);
	if (!err)
		err = plan_hpet(plan, topology);
	if (!err)
		err = plan_legacy(plan, topology);
	if (!err)
		err = plan_drain(plan, policy);
	return err;
}

/* A quarter more than the steps: faults, and the record between them. */
static void set_total_budget(struct kdp_plan_model *plan)
{
	uint64_t us = KDP_PLAN_BASE_US;
	size_t i;

	for (i = 0; i < plan->step_count; i++)
		us += plan->step[i].budget_us;
	us += us / 4;
	plan->budget_us = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static struct kdp_error *build(const struct kdp_topology *topology,
			       const struct kdp_policy *policy,
			       struct kdp_plan_model *plan)
{
	struct kdp_error *err;

	plan->flags = KDP_PLAN_F_KEEP_SMI;
	if (topology->guest != KDP_GUEST_PLAIN)
		plan->flags |= KDP_PLAN_F_LEAVE_ALONE;
	if (topology->iommu != KDP_IOMMU_NONE)
		plan->flags |= KDP_PLAN_F_INTREMAP;
	if (topology->tsc_reliable)
		plan->tsc_khz = topology->tsc_khz;
	plan->mismatch = policy->mismatch;
	err = plan_watchdog(plan, topology, policy);
	if (!err)
		err = plan_wait(plan, policy);
	if (!err && !policy->no_devices)
		err = plan_devices(plan, topology, policy);
	if (!err)
		err = plan_image(plan, topology, policy);
	if (!err)
		err = kdp_plan_last_words(plan, topology);
	if (!err)
		set_total_budget(plan);
	return err;
}

struct kdp_error *kdp_plan_build(const struct kdp_topology *topology,
				 const struct kdp_policy *policy,
				 struct kdp_plan_model *ret)
{
	struct kdp_plan_model plan = { 0 };
	struct kdp_error *err;

	if (topology->guest != KDP_GUEST_PLAIN && !policy->no_devices)
		return kdp_error_create(KDP_ERROR_UNSUPPORTED,
					"%s: purgatory must not touch the devices of this machine",
					kdp_name_of(kdp_guest_names,
						    topology->guest));
	err = build(topology, policy, &plan);
	if (err) {
		kdp_plan_deinit(&plan);
		return err;
	}
	*ret = plan;
	return NULL;
}

void kdp_plan_deinit(struct kdp_plan_model *plan)
{
	size_t i;

	for (i = 0; i < plan->step_count; i++)
		free(plan->step[i].reason);
	free(plan->step);
	free(plan->watchdog);
	free(plan->ioapic);
	free(plan->hpet);
	free(plan->ecam);
	free(plan->function);
	free(plan->cpu);
	free(plan->map);
	*plan = (struct kdp_plan_model){ 0 };
}
