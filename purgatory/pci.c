// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pci.c - stop the interrupts of the PCI functions that the plan names.
 *
 * The dying kernel leaves MSI and MSI-X as they are, and a device that goes
 * on working sends messages until the second kernel's driver resets it, most
 * of them to vectors that nobody owns.
 *
 * The table was made when the image was loaded; since then a device can have
 * gone, or another one can stand in its place.  So ids and capabilities are
 * compared before the first write to a function.
 */
#include <stdbool.h>
#include <stdint.h>

#include "purgatory/clock.h"
#include "purgatory/kdp_abi.h"
#include "purgatory/pcicfg.h"
#include "purgatory/record.h"
#include "purgatory/regs/pci.h"
#include "purgatory/steps.h"

/*
 * What a register of a function that is gone reads.  In the command register
 * and in MSI-X's control that is "disabled" and "masked" already.
 */
#define GONE 0xffffu

/* One function while it is worked on. */
struct function {
	const struct kdp_pci_function *planned;
	struct kdp_pcicfg cfg;
	uint32_t object;	/* KDP_BDF, for details */
	bool changed;
	bool stuck;
};

/* What became of the step. */
struct outcome {
	uint64_t changed;	/* functions */
	bool stuck;
	bool unsupported;
};

static uint32_t planned_ids(const struct kdp_pci_function *planned)
{
	return (uint32_t)planned->device << 16 | planned->vendor;
}

/* @extra: offset of the capability that is not there, or 0. */
static void record_changed(const struct function *f, enum kdp_status status,
			   uint32_t found, uint64_t extra)
{
	kdp_record()->pci_changed++;
	kdp_record_detail(KDP_CODE_PCI_CHANGED, status, f->object,
			  planned_ids(f->planned), found, extra);
}

static bool has_capability(const struct function *f, uint16_t offset,
			   uint8_t id)
{
	return offset >= PCI_CAP_FIRST && offset <= PCI_CAP_LAST &&
	       offset % 4 == 0 && kdp_pcicfg_read8(&f->cfg, offset) == id;
}

/*
 * A virtual function reads all ones as its ids (PCIe SR-IOV 1.1, 3.4.1.1), so
 * only its capabilities can be compared.
 */
static bool is_as_planned(const struct function *f)
{
	const struct kdp_pci_function *planned = f->planned;
	uint32_t found = kdp_pcicfg_read32(&f->cfg, PCI_ID);

	if (!(planned->flags & KDP_PCI_F_VF) &&
	    found != planned_ids(planned)) {
		record_changed(f,
			       found == PCI_ID_NONE ? KDP_STATUS_SKIPPED :
						      KDP_STATUS_MISMATCH,
			       found, 0);
		return false;
	}
	if (planned->msi && !has_capability(f, planned->msi, PCI_CAP_ID_MSI)) {
		record_changed(f, KDP_STATUS_MISMATCH, found, planned->msi);
		return false;
	}
	if (planned->msix &&
	    !has_capability(f, planned->msix, PCI_CAP_ID_MSIX)) {
		record_changed(f, KDP_STATUS_MISMATCH, found, planned->msix);
		return false;
	}
	return true;
}

/* Write, read back, record; returns true when the register took the value. */
static bool change(struct function *f, enum kdp_code code, uint16_t reg,
		   uint16_t before, uint16_t value)
{
	enum kdp_status status = KDP_STATUS_OK;
	uint16_t after;

	kdp_pcicfg_write16(&f->cfg, reg, value);
	after = kdp_pcicfg_read16(&f->cfg, reg);
	if (after == value) {
		f->changed = true;
	} else {
		f->stuck = true;
		status = KDP_STATUS_STUCK;
	}
	kdp_record_detail(code, status, f->object, before, after, 0);
	return status == KDP_STATUS_OK;
}

static void disable_intx(struct function *f)
{
	uint16_t command;

	if ((f->planned->flags & KDP_PCI_F_VF) ||
	    !(f->planned->flags & KDP_PCI_F_INTX))
		return;
	command = kdp_pcicfg_read16(&f->cfg, PCI_COMMAND);
	if (command & PCI_COMMAND_INTX_DISABLE)
		return;
	if (change(f, KDP_CODE_INTX, PCI_COMMAND, command,
		   command | PCI_COMMAND_INTX_DISABLE))
		kdp_record()->intx_disabled++;
}

/* Enable stays set: clearing it would hand the function back to INTx. */
static void mask_msix(struct function *f)
{
	uint16_t reg = f->planned->msix + PCI_CAP_CONTROL;
	uint16_t control;

	if (!f->planned->msix)
		return;
	control = kdp_pcicfg_read16(&f->cfg, reg);
	if (!(control & PCI_MSIX_ENABLE) || (control & PCI_MSIX_MASK_ALL))
		return;
	if (change(f, KDP_CODE_MSIX, reg, control,
		   control | PCI_MSIX_MASK_ALL))
		kdp_record()->msix_masked++;
}

static void disable_msi(struct function *f)
{
	uint16_t reg = f->planned->msi + PCI_CAP_CONTROL;
	uint16_t control;

	if (!f->planned->msi)
		return;
	control = kdp_pcicfg_read16(&f->cfg, reg);
	if (control == GONE || !(control & PCI_MSI_ENABLE))
		return;
	if (change(f, KDP_CODE_MSI, reg, control,
		   (uint16_t)(control & ~PCI_MSI_ENABLE)))
		kdp_record()->msi_disabled++;
}

/*
 * INTx goes first: a function whose MSI is disabled while its INTx is not
 * falls back to it (PCI 3.0, 6.8.1.3), and would assert its line for what it
 * had to report.
 */
static void quiesce_function(const struct kdp_pci_function *planned,
			     const struct kdp_ecam *windows, uint64_t count,
			     struct outcome *out)
{
	struct function f = {
		.planned = planned,
		.object = KDP_BDF(planned->segment, planned->bus,
				  planned->devfn),
	};

	kdp_record()->pci_count++;
	if (!kdp_pcicfg_open(windows, count, planned->segment, planned->bus,
			     planned->devfn, &f.cfg)) {
		record_changed(&f, KDP_STATUS_UNSUPPORTED, PCI_ID_NONE, 0);
		out->unsupported = true;
		return;
	}
	if (!is_as_planned(&f))
		return;
	disable_intx(&f);
	mask_msix(&f);
	disable_msi(&f);
	out->changed += f.changed;
	out->stuck |= f.stuck;
}

/* The first function that was not reached, with the number of them all. */
static void record_rest(const struct kdp_pci_function *first, uint32_t count)
{
	kdp_record_detail(KDP_CODE_PCI_CHANGED, KDP_STATUS_TIMEOUT,
			  KDP_BDF(first->segment, first->bus, first->devfn),
			  planned_ids(first), 0, count);
}

enum kdp_status kdp_pci_quiesce(const struct kdp_plan *plan,
				const struct kdp_step *step,
				uint64_t *changed)
{
	const struct kdp_pci_function *table = kdp_step_table(plan, step);
	const void *windows = (const uint8_t *)plan + step->arg[0];
	struct outcome out = { 0 };
	struct kdp_deadline deadline;
	uint32_t i;

	kdp_deadline_start(&deadline, step->budget_us ? step->budget_us :
						       KDP_BUDGET_DEFAULT_US);
	for (i = 0; i < step->table_count; i++) {
		if (kdp_deadline_passed(&deadline))
			break;
		quiesce_function(&table[i], windows, step->arg[1], &out);
	}
	*changed = out.changed;
	if (i < step->table_count) {
		record_rest(&table[i], step->table_count - i);
		return KDP_STATUS_TIMEOUT;
	}
	if (out.stuck)
		return KDP_STATUS_STUCK;
	if (out.unsupported)
		return KDP_STATUS_UNSUPPORTED;
	return step->table_count ? KDP_STATUS_OK : KDP_STATUS_SKIPPED;
}
