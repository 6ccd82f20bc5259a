// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lapic.c - silence the local APIC of the CPU that runs purgatory: mask what
 * it raises by itself, and software-disable it at the end.  The mode, xAPIC
 * or x2APIC, is never changed: the second kernel expects to find it.
 */
#include "purgatory/lapic.h"

#include "mmio.h"
#include "msr.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/record.h"
#include "purgatory/regs/cpu.h"
#include "purgatory/regs/lapic.h"
#include "purgatory/steps.h"
#include "sys.h"

#define NO_ANSWER 0xffffffffu

/*
 * The LVT entries, each with the least "Max LVT Entry" of a local APIC that
 * has it (Intel SDM Vol. 3A, 11.4.8 and 11.5.1).  The error entry comes
 * first: a write to an entry whose vector is below 16, even one that masks
 * it, is an error that would raise the error interrupt (11.5.3).
 */
static const struct lvt_entry {
	uint16_t reg;
	uint16_t max_lvt;
} lvt_entries[] = {
	{ LAPIC_LVT_ERROR, LAPIC_MAX_LVT_ERROR },
	{ LAPIC_LVT_TIMER, 0 },
	{ LAPIC_LVT_CMCI, LAPIC_MAX_LVT_CMCI },
	{ LAPIC_LVT_THERMAL, LAPIC_MAX_LVT_THERMAL },
	{ LAPIC_LVT_PERF, LAPIC_MAX_LVT_PERF },
	{ LAPIC_LVT_LINT0, 0 },
	{ LAPIC_LVT_LINT1, 0 },
};

#define LVT_COUNT (sizeof(lvt_entries) / sizeof(lvt_entries[0]))

/* Vendors whose local APIC has the extended entries. */
static const struct vendor {
	uint32_t ebx;
	uint32_t edx;
	uint32_t ecx;
} extended_vendors[] = {
	{ 0x68747541, 0x69746e65, 0x444d4163 }, /* AuthenticAMD */
	{ 0x6f677948, 0x6e65476e, 0x656e6975 }, /* HygonGenuine */
};

#define VENDOR_COUNT (sizeof(extended_vendors) / sizeof(extended_vendors[0]))

static uint32_t xapic_read(const struct kdp_lapic *lapic, uint32_t reg)
{
	return kdp_mmio_read32(lapic->addr + reg);
}

static void xapic_write(const struct kdp_lapic *lapic, uint32_t reg,
			uint32_t value)
{
	kdp_mmio_write32(lapic->addr + reg, value);
}

static uint32_t x2apic_read(const struct kdp_lapic *lapic, uint32_t reg)
{
	(void)lapic;
	return (uint32_t)kdp_msr_read(MSR_X2APIC(reg));
}

static void x2apic_write(const struct kdp_lapic *lapic, uint32_t reg,
			 uint32_t value)
{
	(void)lapic;
	kdp_msr_write(MSR_X2APIC(reg), value);
}

bool kdp_lapic_find(struct kdp_lapic *lapic)
{
	uint64_t base = kdp_msr_read(MSR_IA32_APIC_BASE);
	struct kdp_lapic found = {
		.addr = base & APIC_BASE_ADDR,
		.is_x2apic = base & APIC_BASE_X2APIC,
	};

	if (!(base & APIC_BASE_ENABLED))
		return false;
	if (found.is_x2apic) {
		found.read = x2apic_read;
		found.write = x2apic_write;
	} else {
		found.read = xapic_read;
		found.write = xapic_write;
	}
	if (found.read(&found, LAPIC_VERSION) == NO_ANSWER)
		return false;
	*lapic = found;
	return true;
}

bool kdp_lapic_record_state(void)
{
	struct kdp_record *record = kdp_record();
	struct kdp_lapic lapic;

	record->apic_base = kdp_msr_read(MSR_IA32_APIC_BASE);
	if (!kdp_lapic_find(&lapic))
		return false;
	record->apic_id = lapic.read(&lapic, LAPIC_ID);
	if (lapic.is_x2apic)
		record->flags |= KDP_RECORD_F_X2APIC;
	else
		record->apic_id = KDP_FIELD_GET(LAPIC_ID_XAPIC,
						record->apic_id);
	record->apic_version = lapic.read(&lapic, LAPIC_VERSION);
	record->apic_svr = lapic.read(&lapic, LAPIC_SVR);
	record->apic_lvt0 = lapic.read(&lapic, LAPIC_LVT_LINT0);
	record->apic_lvt1 = lapic.read(&lapic, LAPIC_LVT_LINT1);
	record->apic_lvtt = lapic.read(&lapic, LAPIC_LVT_TIMER);
	return true;
}

/* Returns false when the mask bit does not stick. */
static bool lvt_mask(const struct kdp_lapic *lapic, uint32_t reg,
		     uint64_t *changed)
{
	uint32_t read_only = LAPIC_LVT_PENDING | LAPIC_LVT_REMOTE_IRR;
	uint32_t before = lapic->read(lapic, reg);
	uint32_t after;
	bool masked;

	if (before & LAPIC_LVT_MASKED)
		return true;
	lapic->write(lapic, reg, (before & ~read_only) | LAPIC_LVT_MASKED);
	after = lapic->read(lapic, reg);
	masked = after & LAPIC_LVT_MASKED;
	if (masked) {
		kdp_record()->lvt_masked++;
		(*changed)++;
	}
	kdp_record_detail(KDP_CODE_LVT,
			  masked ? KDP_STATUS_OK : KDP_STATUS_STUCK, reg,
			  before, after, 0);
	return masked;
}

static bool vendor_has_extended(void)
{
	struct kdp_cpuid id = kdp_sys_cpuid(CPUID_VENDOR);
	size_t i;

	for (i = 0; i < VENDOR_COUNT; i++) {
		if (id.ebx == extended_vendors[i].ebx &&
		    id.edx == extended_vendors[i].edx &&
		    id.ecx == extended_vendors[i].ecx)
			return true;
	}
	return false;
}

/*
 * AMD's entries for machine-check thresholds and instruction sampling, which
 * raise NMIs.  A hypervisor may pass on CPUID's bit and have no such
 * registers, so the version register has to announce them too.
 */
static uint32_t extended_count(const struct kdp_lapic *lapic)
{
	uint32_t count;

	if (!vendor_has_extended() ||
	    kdp_sys_cpuid(CPUID_EXT_MAX).eax < CPUID_EXT_FEATURES ||
	    !(kdp_sys_cpuid(CPUID_EXT_FEATURES).ecx &
	      CPUID_EXT_FEATURES_ECX_EXTAPIC) ||
	    !(lapic->read(lapic, LAPIC_VERSION) & LAPIC_VERSION_EXTENDED))
		return 0;
	count = KDP_FIELD_GET(LAPIC_EXT_LVT_COUNT,
			      lapic->read(lapic, LAPIC_EXT_FEATURES));
	return count < LAPIC_EXT_LVT_MAX ? count : LAPIC_EXT_LVT_MAX;
}

/*
 * A masked timer still counts, and would fire at once when the second kernel
 * unmasks it.  In TSC-deadline mode writes to the initial count are ignored
 * (Intel SDM Vol. 3A, 11.5.4.1); there a deadline of 0 disarms it.
 */
static void timer_stop(const struct kdp_lapic *lapic)
{
	uint32_t mode = KDP_FIELD_GET(LAPIC_TIMER_MODE,
				      lapic->read(lapic, LAPIC_LVT_TIMER));
	uint32_t before = lapic->read(lapic, LAPIC_TIMER_INIT);
	uint32_t after;

	lapic->write(lapic, LAPIC_TIMER_INIT, 0);
	after = lapic->read(lapic, LAPIC_TIMER_INIT);
	if (before)
		kdp_record_detail(KDP_CODE_LAPIC,
				  after ? KDP_STATUS_STUCK : KDP_STATUS_OK,
				  LAPIC_TIMER_INIT, before, after, 0);
	if (mode == LAPIC_TIMER_TSC_DEADLINE)
		kdp_msr_write(MSR_IA32_TSC_DEADLINE, 0);
}

enum kdp_status kdp_lapic_mask(const struct kdp_plan *plan,
			       const struct kdp_step *step, uint64_t *changed)
{
	enum kdp_status status = KDP_STATUS_OK;
	struct kdp_lapic lapic;
	uint32_t extended;
	uint32_t max_lvt;
	uint32_t i;

	(void)plan;
	(void)step;
	*changed = 0;
	if (!kdp_lapic_find(&lapic))
		return KDP_STATUS_SKIPPED;
	max_lvt = KDP_FIELD_GET(LAPIC_VERSION_MAX_LVT,
				lapic.read(&lapic, LAPIC_VERSION));
	for (i = 0; i < LVT_COUNT; i++) {
		if (max_lvt >= lvt_entries[i].max_lvt &&
		    !lvt_mask(&lapic, lvt_entries[i].reg, changed))
			status = KDP_STATUS_STUCK;
	}
	extended = extended_count(&lapic);
	for (i = 0; i < extended; i++) {
		if (!lvt_mask(&lapic, LAPIC_EXT_LVT(i), changed))
			status = KDP_STATUS_STUCK;
	}
	timer_stop(&lapic);
	return status;
}

/*
 * In virtual wire mode LINT0 passes the 8259's interrupts through, as the
 * firmware left it.  LINT1 stays masked: an NMI must wait for the second
 * kernel's own handler.
 */
enum kdp_status kdp_lapic_off(const struct kdp_plan *plan,
			      const struct kdp_step *step, uint64_t *changed)
{
	bool virtual_wire = step->arg[0] == 1;
	uint32_t svr = KDP_LAPIC_SPURIOUS;
	struct kdp_lapic lapic;
	uint32_t before;
	uint32_t after;
	uint32_t lint0;

	(void)plan;
	*changed = 0;
	if (!kdp_lapic_find(&lapic))
		return KDP_STATUS_SKIPPED;
	if (virtual_wire)
		svr |= LAPIC_SVR_ENABLED;
	before = lapic.read(&lapic, LAPIC_SVR);
	lapic.write(&lapic, LAPIC_SVR, svr);
	after = lapic.read(&lapic, LAPIC_SVR);
	if (virtual_wire) {
		lint0 = lapic.read(&lapic, LAPIC_LVT_LINT0);
		lapic.write(&lapic, LAPIC_LVT_LINT0,
			    KDP_FIELD_MAKE(LAPIC_LVT_DELIVERY,
					   LAPIC_DELIVERY_EXTINT));
		kdp_record_detail(KDP_CODE_LVT, KDP_STATUS_OK, LAPIC_LVT_LINT0,
				  lint0, lapic.read(&lapic, LAPIC_LVT_LINT0),
				  0);
	}
	*changed = before != after;
	kdp_record_detail(KDP_CODE_SVR,
			  after == svr ? KDP_STATUS_OK : KDP_STATUS_STUCK,
			  LAPIC_SVR, before, after, 0);
	return after == svr ? KDP_STATUS_OK : KDP_STATUS_STUCK;
}
